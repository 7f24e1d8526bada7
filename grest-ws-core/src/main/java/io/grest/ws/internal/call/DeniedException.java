package io.grest.ws.internal.call;

import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.error.SocketException;

/**
 * Exception for a caller who may not do what it has asked for. Without a stack trace: the
 * message says which rule has denied it.
 *
 * @since 0.1.0
 */
public final class DeniedException extends RuntimeException {

	private final boolean nobody;

	/**
	 * Create an exception.
	 * @param rule the rule, as its user wrote it
	 * @param caller the caller
	 */
	public DeniedException(String rule, Caller caller) {
		super(rule, null, false, false);
		this.nobody = caller.principal() == null;
	}

	/**
	 * Return the error that the peer receives. It does not tell the rule.
	 * @return NOT_AUTHORIZED for nobody, else FORBIDDEN
	 */
	public SocketException toError() {
		return this.nobody ? new NotAuthorizedException() : new ForbiddenException();
	}

}
