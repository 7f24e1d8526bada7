package io.grest.ws.error;

/**
 * Error of a call on a closed connection: the call cannot be sent, or its answer can no
 * longer arrive. Whether the other side has run a call that was sent is unknown. Raised
 * by the calling side; does not cross the wire as itself.
 *
 * @since 0.1.0
 */
@ErrorType(value = "SERVER_ERROR", status = 500)
public class ConnectionClosedException extends ServerErrorException {

	/**
	 * Create the error.
	 */
	public ConnectionClosedException() {
		super("Socket connection closed!");
	}

}
