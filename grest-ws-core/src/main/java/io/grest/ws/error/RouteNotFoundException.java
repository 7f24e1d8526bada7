package io.grest.ws.error;

/**
 * Error for a call whose path names no method of the contract. Every method may answer
 * with it.
 *
 * @since 0.1.0
 */
@ErrorType(value = "ROUTE_NOT_FOUND", status = 404)
public class RouteNotFoundException extends SocketException {

	/**
	 * Create the error.
	 */
	public RouteNotFoundException() {
	}

	/**
	 * Create the error with a display message.
	 * @param displayMessage the text to be displayed to a person on the other side
	 */
	public RouteNotFoundException(String displayMessage) {
		super(displayMessage, null);
	}

}
