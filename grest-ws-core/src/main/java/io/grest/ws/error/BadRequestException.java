package io.grest.ws.error;

/**
 * Error for a call that the receiver cannot make sense of.
 *
 * @since 0.1.0
 */
@ErrorType(value = "BAD_REQUEST", status = 400)
public class BadRequestException extends SocketException {

	/**
	 * Create the error.
	 */
	public BadRequestException() {
	}

	/**
	 * Create the error with a display message.
	 * @param displayMessage the text to be displayed to a person on the other side
	 */
	public BadRequestException(String displayMessage) {
		super(displayMessage, null);
	}

}
