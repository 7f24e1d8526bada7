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
	 * Create the error with a text to be displayed on the other side.
	 * @param displayMessage the text
	 */
	public NotAuthorizedException(String displayMessage) {
		super(displayMessage, null);
	}

}
