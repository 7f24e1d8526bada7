package io.grest.ws.error;

/**
 * The payload is larger than the receiver takes. Every method may answer it.
 *
 * @since 0.1.0
 */
@ErrorType(value = "PAYLOAD_TOO_LARGE", status = 413)
public class PayloadTooLargeException extends SocketException {

	/**
	 * Create the error.
	 */
	public PayloadTooLargeException() {
	}

	/**
	 * Create the error with a text for a person on the other side.
	 * @param displayMessage the text
	 */
	public PayloadTooLargeException(String displayMessage) {
		super(displayMessage, null);
	}

}
