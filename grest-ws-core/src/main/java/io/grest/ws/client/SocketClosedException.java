package io.grest.ws.client;

import io.grest.ws.connection.CloseReason;

/**
 * A connection closed that was not meant to: what a {@link SocketClient} ends with, and
 * the cause of an error that the server rejected a connection with.
 *
 * @since 0.1.0
 */
public class SocketClosedException extends RuntimeException {

	private final transient CloseReason reason;

	SocketClosedException(CloseReason reason) {
		super("Connection closed: " + reason, reason.cause());
		this.reason = reason;
	}

	/**
	 * Why it closed.
	 * @return the reason, with the close code
	 */
	public CloseReason reason() {
		return this.reason;
	}

}
