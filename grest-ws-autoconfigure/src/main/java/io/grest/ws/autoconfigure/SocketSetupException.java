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

	/**
	 * Create an exception with a cause.
	 * @param description what is wrong
	 * @param action what to do
	 * @param cause the cause
	 */
	SocketSetupException(String description, String action, Throwable cause) {
		super(description, cause);
		this.action = action;
	}

	String action() {
		return this.action;
	}

}
