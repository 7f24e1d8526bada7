package io.grest.ws.error;

/**
 * The caller is known and may not do this.
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
	 * Create the error with a text for a person on the other side.
	 * @param displayMessage the text
	 */
	public ForbiddenException(String displayMessage) {
		super(displayMessage, null);
	}

}
