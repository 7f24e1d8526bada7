package io.grest.ws.internal.wire;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Extensions of the protocol, agreed on in the handshake: the client asks for them in an
 * in-band header, and the server grants those that it supports. Peers without support for
 * extensions are not affected. Immutable.
 *
 * @since 0.1.0
 */
public final class Extensions {

	/**
	 * The in-band header of the handshake with the requested extensions.
	 */
	public static final String HEADER = "grest-ws-extensions";

	/**
	 * No extensions.
	 */
	public static final Extensions NONE = new Extensions(List.of());

	/**
	 * The ids of calls carry the trace of the call, as {@link Frame#TRACE}.
	 */
	public static final Extensions TRACING = new Extensions(List.of("tracing"));

	/**
	 * Each side announces the maximum size of frames it accepts, and receives no larger
	 * ones.
	 */
	public static final Extensions LIMITS = new Extensions(List.of("limits"));

	/**
	 * A client renews its credentials on the open connection, and knows how long they
	 * last.
	 */
	public static final Extensions CREDENTIALS = new Extensions(List.of("credentials"));

	/**
	 * Calls answer with streams, take streams, have deadlines, and can be cancelled.
	 */
	public static final Extensions STREAMS = new Extensions(List.of("streams"));

	/**
	 * A client that has lost its socket goes on with another one, and misses nothing, or
	 * is told what.
	 */
	public static final Extensions RESUME = new Extensions(List.of("resume"));

	/**
	 * A client states the versions of its contracts, as {@link ContractVersions}.
	 */
	public static final Extensions CONTRACT = new Extensions(List.of("contract"));

	// Sorted, each once. A list, as each connection has one of its own.
	private final List<String> names;

	private Extensions(List<String> names) {
		this.names = names;
	}

	/**
	 * Return the extensions that a client asks for.
	 * @param header the value of {@link #HEADER}, comma-separated names, or {@code null}
	 * for none
	 * @return the extensions, including unknown ones
	 */
	public static Extensions ofHeader(@Nullable String header) {
		return (header != null) ? ofNames(List.of(header.split(","))) : NONE;
	}

	static Extensions ofNames(Collection<String> names) {
		Set<String> kept = new TreeSet<>();
		names.stream().map(String::trim).filter((name) -> !name.isEmpty()).forEach(kept::add);
		return kept.isEmpty() ? NONE : new Extensions(List.copyOf(kept));
	}

	/**
	 * Return the extensions that are in both sets.
	 * @param others the extensions that the other side asks for or grants
	 * @return the extensions in common
	 */
	public Extensions and(Extensions others) {
		return ofNames(this.names.stream().filter(others.names::contains).toList());
	}

	/**
	 * Return these extensions and others.
	 * @param others the other extensions
	 * @return all of them
	 */
	public Extensions or(Extensions others) {
		Set<String> all = new TreeSet<>(this.names);
		all.addAll(others.names);
		return ofNames(all);
	}

	/**
	 * Return these extensions without some.
	 * @param others the extensions to leave out
	 * @return the rest
	 */
	public Extensions without(Extensions others) {
		return ofNames(this.names.stream().filter((name) -> !others.names.contains(name)).toList());
	}

	/**
	 * Return whether there are no extensions.
	 * @return {@code true} if no extension was requested or granted
	 */
	public boolean isEmpty() {
		return this.names.isEmpty();
	}

	/**
	 * Return whether all given extensions are present.
	 * @param others the extensions
	 * @return {@code true} if all are present
	 */
	public boolean include(Extensions others) {
		return this.names.containsAll(others.names);
	}

	List<String> names() {
		return this.names;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Extensions that && this.names.equals(that.names);
	}

	@Override
	public int hashCode() {
		return this.names.hashCode();
	}

	/**
	 * Return the names in the form of {@link #HEADER}.
	 */
	@Override
	public String toString() {
		return String.join(",", this.names);
	}

}
