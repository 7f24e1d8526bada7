package io.grest.ws.error;

/**
 * Error of a call that was not answered by the deadline that its caller has set. The work
 * may have been done, and its answer lost.
 *
 * @since 0.1.0
 */
@ErrorType(value = "DEADLINE_EXCEEDED", status = 504)
public class DeadlineExceededException extends SocketException {

	/**
	 * Create the error.
	 */
	public DeadlineExceededException() {
	}

	/**
	 * Create the error with a display message.
	 * @param displayMessage the text to be displayed to a person on the other side
	 */
	public DeadlineExceededException(String displayMessage) {
		super(displayMessage, null);
	}

}
