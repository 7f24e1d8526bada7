package io.grest.ws.connection;

/**
 * Exception for an unexpected close of a connection. A client ends with it, and it is the
 * cause of the error when a server rejects a connection.
 *
 * @since 0.1.0
 */
public class SocketClosedException extends RuntimeException {

	private final transient CloseReason reason;

	/**
	 * Create the exception.
	 * @param reason the reason of the close
	 */
	public SocketClosedException(CloseReason reason) {
		super("Connection closed: " + reason, reason.cause().orElse(null));
		this.reason = reason;
	}

	/**
	 * Return the reason of the close.
	 * @return the reason, with the close code
	 */
	public CloseReason reason() {
		return this.reason;
	}

}
