package io.grest.ws.error;

/**
 * Error for a caller without credentials, or with invalid ones.
 *
 * @since 0.1.0
 */
@ErrorType(value = "NOT_AUTHORIZED", status = 401)
public class NotAuthorizedException extends SocketException {

	/**
	 * Create the error.
	 */
	public NotAuthorizedException() {
	}

	/**
	 * Create the error with a display message.
	 * @param displayMessage the text to be displayed to a person on the other side
	 */
	public NotAuthorizedException(String displayMessage) {
		super(displayMessage, null);
	}

}
