package io.grest.ws.error;

import org.jspecify.annotations.Nullable;

/**
 * Error of a call without an open connection: the call cannot be sent, or its answer can
 * no longer arrive. Whether the other side has run a call that was sent is unknown.
 * Raised by the calling side; does not cross the wire as itself.
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

	/**
	 * Create the error of a connection that is not open.
	 * @param displayMessage the reason
	 * @param cause the error that ended the connection or the attempt to open it, or
	 * {@code null}
	 */
	public ConnectionClosedException(String displayMessage, @Nullable Throwable cause) {
		super(displayMessage, cause);
	}

}
