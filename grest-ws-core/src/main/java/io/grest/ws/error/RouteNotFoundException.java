package io.grest.ws.error;

/**
 * The path of a call names no method of the contract. Every method may answer it.
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
	 * Create the error with a text for a person on the other side.
	 * @param displayMessage the text
	 */
	public RouteNotFoundException(String displayMessage) {
		super(displayMessage, null);
	}

}
