package io.grest.ws.protocol;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * What two peers may use on top of the protocol, agreed on in the handshake: the client
 * asks for names in an in-band header, the server grants those that it knows. A peer that
 * never heard of extensions neither asks nor grants, and meets none. Immutable.
 *
 * @since 0.1.0
 */
public final class Extensions {

	/**
	 * The in-band header of the handshake that asks.
	 */
	public static final String HEADER = "grest-ws-extensions";

	/**
	 * None.
	 */
	public static final Extensions NONE = new Extensions(Set.of());

	/**
	 * Ids of calls carry the trace that the call belongs to, as {@link Frame#TRACE}.
	 */
	public static final Extensions TRACING = new Extensions(Set.of("tracing"));

	/**
	 * Each side states the size of the frames that it takes, and receives none larger.
	 */
	public static final Extensions LIMITS = new Extensions(Set.of("limits"));

	private final Set<String> names;

	private Extensions(Set<String> names) {
		this.names = names;
	}

	/**
	 * What a client asks for.
	 * @param header the value of {@link #HEADER}, comma-separated names, or {@code null}
	 * @return the extensions, known ones or not
	 */
	public static Extensions ofHeader(@Nullable String header) {
		return (header != null) ? ofNames(List.of(header.split(","))) : NONE;
	}

	static Extensions ofNames(Collection<String> names) {
		Set<String> kept = new TreeSet<>();
		names.stream().map(String::trim).filter((name) -> !name.isEmpty()).forEach(kept::add);
		return kept.isEmpty() ? NONE : new Extensions(kept);
	}

	/**
	 * The extensions that both have.
	 * @param others what the other side asks for, or grants
	 * @return those of them that are here as well
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
	 * Whether there is none.
	 * @return {@code true} if nothing was asked for, or granted
	 */
	public boolean isEmpty() {
		return this.names.isEmpty();
	}

	/**
	 * Whether all of some extensions are here.
	 * @param others the extensions
	 * @return {@code true} if so
	 */
	public boolean include(Extensions others) {
		return this.names.containsAll(others.names);
	}

	Set<String> names() {
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
	 * The names, as {@link #HEADER} has them.
	 */
	@Override
	public String toString() {
		return String.join(",", this.names);
	}

}
