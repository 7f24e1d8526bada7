package io.grest.ws.error;

/**
 * Error of a call that its caller has cancelled. The caller has left, so it is rarely
 * seen. The work may have been done in part.
 *
 * @since 0.1.0
 */
@ErrorType(value = "CANCELLED", status = 499)
public class CancelledException extends SocketException {

	/**
	 * Create the error.
	 */
	public CancelledException() {
	}

	/**
	 * Create the error with a display message.
	 * @param displayMessage the text to be displayed to a person on the other side
	 */
	public CancelledException(String displayMessage) {
		super(displayMessage, null);
	}

}
