package io.grest.ws.error;

/**
 * The caller has not said, or not proved, who it is.
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
	 * Create the error with a text for a person on the other side.
	 * @param displayMessage the text
	 */
	public NotAuthorizedException(String displayMessage) {
		super(displayMessage, null);
	}

}
