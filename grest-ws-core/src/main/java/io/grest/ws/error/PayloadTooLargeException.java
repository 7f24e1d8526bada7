package io.grest.ws.error;

/**
 * Error for a call whose payload is larger than the receiver's limit. Every method may
 * answer with it.
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
	 * Create the error with a display message.
	 * @param displayMessage the text to be displayed to a person on the other side
	 */
	public PayloadTooLargeException(String displayMessage) {
		super(displayMessage, null);
	}

}
