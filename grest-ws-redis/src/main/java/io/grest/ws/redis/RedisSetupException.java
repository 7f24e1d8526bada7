package io.grest.ws.redis;

/**
 * Exception for a configuration of Redis by which topics cannot be carried.
 */
final class RedisSetupException extends RuntimeException {

	private final String action;

	/**
	 * Create an exception.
	 * @param description what is wrong
	 * @param action what to do
	 */
	RedisSetupException(String description, String action) {
		super(description);
		this.action = action;
	}

	String action() {
		return this.action;
	}

}
