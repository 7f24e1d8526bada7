package io.grest.ws.error;

/**
 * The call makes no sense to the receiver.
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
	 * Create the error with a text for a person on the other side.
	 * @param displayMessage the text
	 */
	public BadRequestException(String displayMessage) {
		super(displayMessage, null);
	}

}
