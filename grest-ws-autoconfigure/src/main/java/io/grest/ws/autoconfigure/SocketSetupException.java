package io.grest.ws.autoconfigure;

/**
 * Exception for contracts, handlers and interceptors that do not match.
 */
final class SocketSetupException extends RuntimeException {

	private final String action;

	/**
	 * Create an exception.
	 * @param description what is wrong, with the names of the beans
	 * @param action what to do
	 */
	SocketSetupException(String description, String action) {
		super(description);
		this.action = action;
	}

	String action() {
		return this.action;
	}

}
