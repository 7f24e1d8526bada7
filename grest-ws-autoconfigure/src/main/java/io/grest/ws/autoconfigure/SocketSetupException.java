package io.grest.ws.autoconfigure;

/**
 * Contracts, handlers and interceptors do not fit together.
 */
final class SocketSetupException extends RuntimeException {

	private final String action;

	/**
	 * Create an exception.
	 * @param description what is wrong, with the names of the beans
	 * @param action what to do about it
	 */
	SocketSetupException(String description, String action) {
		super(description);
		this.action = action;
	}

	String action() {
		return this.action;
	}

}
