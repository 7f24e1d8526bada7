package io.grest.ws.connection;

/**
 * A connection closed that was not meant to: what a client ends with, and the cause of an
 * error that the server rejected a connection with.
 *
 * @since 0.1.0
 */
public class SocketClosedException extends RuntimeException {

	private final transient CloseReason reason;

	/**
	 * Create the exception.
	 * @param reason why it closed
	 */
	public SocketClosedException(CloseReason reason) {
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
