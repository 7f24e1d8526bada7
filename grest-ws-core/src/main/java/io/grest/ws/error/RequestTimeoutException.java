package io.grest.ws.error;

/**
 * Error of a call whose answer has not arrived within the request timeout. Whether the
 * other side has run the call is unknown. Raised by the calling side; does not cross the
 * wire as itself.
 *
 * @since 0.1.0
 */
@ErrorType(value = "SERVER_ERROR", status = 500)
public class RequestTimeoutException extends ServerErrorException {

	/**
	 * Create the error.
	 */
	public RequestTimeoutException() {
		super("Request timeout");
	}

}
