package io.grest.ws.error;

/**
 * Error for a resource that already exists.
 *
 * @since 0.1.0
 */
@ErrorType(value = "EXISTS", status = 409)
public class ExistsException extends SocketException {

	/**
	 * Create the error.
	 */
	public ExistsException() {
	}

	/**
	 * Create the error with a display message.
	 * @param displayMessage the text to be displayed to a person on the other side
	 */
	public ExistsException(String displayMessage) {
		super(displayMessage, null);
	}

}
