package io.grest.ws.error;

/**
 * Error for a call over the receiver's limit for the connection. Every method may answer
 * with it; the call was not run and can be repeated later.
 *
 * @since 0.1.0
 */
@ErrorType(value = "TOO_MANY_REQUESTS", status = 429)
public class TooManyRequestsException extends SocketException {

	/**
	 * Create the error.
	 */
	public TooManyRequestsException() {
	}

	/**
	 * Create the error with a display message.
	 * @param displayMessage the text to be displayed to a person on the other side
	 */
	public TooManyRequestsException(String displayMessage) {
		super(displayMessage, null);
	}

}
