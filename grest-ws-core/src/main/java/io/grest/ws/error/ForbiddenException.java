package io.grest.ws.error;

/**
 * Error for a caller that is known but lacks the permission.
 *
 * @since 0.1.0
 */
@ErrorType(value = "FORBIDDEN", status = 403)
public class ForbiddenException extends SocketException {

	/**
	 * Create the error.
	 */
	public ForbiddenException() {
	}

	/**
	 * Create the error with a display message.
	 * @param displayMessage the text to be displayed to a person on the other side
	 */
	public ForbiddenException(String displayMessage) {
		super(displayMessage, null);
	}

}
