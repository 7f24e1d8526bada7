package io.grest.ws.internal.call;

import java.util.List;

import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.ValidationException;

/**
 * Exception for an answer that violates the constraints of the contract.
 */
final class InvalidResultException extends RuntimeException {

	InvalidResultException(List<ValidationException.Issue> issues) {
		super("The answer violates its constraints: " + issues);
	}

	ServerErrorException toServerError() {
		return new ServerErrorException("Invalid response", this);
	}

}
