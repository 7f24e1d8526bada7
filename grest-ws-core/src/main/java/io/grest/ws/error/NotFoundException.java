package io.grest.ws.error;

/**
 * Error for a resource that does not exist.
 *
 * @since 0.1.0
 */
@ErrorType(value = "NOT_FOUND", status = 404)
public class NotFoundException extends SocketException {

	/**
	 * Create the error.
	 */
	public NotFoundException() {
	}

	/**
	 * Create the error with a display message.
	 * @param displayMessage the text to be displayed to a person on the other side
	 */
	public NotFoundException(String displayMessage) {
		super(displayMessage, null);
	}

}
