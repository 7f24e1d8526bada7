package io.grest.ws.conformance;

import tools.jackson.databind.JsonNode;

/**
 * The error that a client under test failed with.
 */
final class ClientFailure extends RuntimeException {

	private final transient JsonNode error;

	/**
	 * Create a failure.
	 * @param error the error, with its {@code type}, {@code data}, {@code displayMessage}
	 * and {@code ref}
	 */
	ClientFailure(JsonNode error) {
		super(error.toString());
		this.error = error;
	}

	JsonNode error() {
		return this.error;
	}

}
