package io.grest.ws.internal.call;

import io.grest.ws.internal.wire.Extensions;

/**
 * Extensions that both sides of a connection have agreed on, as its calls use them. Set
 * by the handshake, before there are calls.
 *
 * @since 0.1.0
 */
public final class Granted {

	private static final String OF_SERVER = "~";

	private final boolean server;

	private volatile boolean streams;

	private volatile boolean resume;

	// Whether ids carry parameters.
	private volatile boolean parameters;

	/**
	 * Create the extensions of a connection, none.
	 * @param server whether this side is the server
	 */
	public Granted(boolean server) {
		this.server = server;
	}

	/**
	 * Use what both sides have agreed on.
	 * @param extensions the extensions
	 */
	public void use(Extensions extensions) {
		this.streams = extensions.include(Extensions.STREAMS);
		this.resume = extensions.include(Extensions.RESUME);
		this.parameters = this.streams || this.resume || extensions.include(Extensions.TRACING);
	}

	/**
	 * Return whether calls may have streams and deadlines, and can be cancelled.
	 */
	boolean streams() {
		return this.streams;
	}

	/**
	 * Return whether the session may go on with another link, and the client is told the
	 * positions of its topics.
	 * @return {@code false} for a peer without {@link Extensions#RESUME}
	 */
	public boolean resume() {
		return this.resume;
	}

	boolean parameters() {
		return this.parameters;
	}

	/**
	 * Return the id of a call of this side.
	 * @param number the number of the call
	 */
	String id(long number) {
		String id = Long.toString(number);
		return (this.server && this.streams) ? OF_SERVER + id : id;
	}

	/**
	 * Return whether an id is one of this side's calls.
	 */
	boolean isOwn(String id) {
		return id.startsWith(OF_SERVER) == this.server;
	}

}
