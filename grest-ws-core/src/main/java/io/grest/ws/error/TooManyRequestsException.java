package io.grest.ws.error;

/**
 * The receiver has too many calls of this connection at hand. Every method may answer it;
 * nothing was run, so the call can be tried again later.
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
	 * Create the error with a text for a person on the other side.
	 * @param displayMessage the text
	 */
	public TooManyRequestsException(String displayMessage) {
		super(displayMessage, null);
	}

}
