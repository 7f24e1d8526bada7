package io.grest.ws.internal.session;

import java.util.List;

import io.grest.ws.context.ContextScope;
import io.grest.ws.context.ContextValues;
import io.grest.ws.internal.wire.Extensions;

/**
 * Contract for the connection of a session, as the user of one contract sees it. Must
 * neither block nor throw.
 */
interface SessionOwner extends Handshaker.OfContract, ContextScope {

	/**
	 * Return the connection as the user of each contract sees it, with this one as the
	 * first.
	 */
	List<? extends SessionOwner> views();

	/**
	 * Use the extensions that both sides have agreed on.
	 */
	void use(Extensions agreed);

	/**
	 * Return the values of the connection, which the views of all contracts share.
	 */
	ContextValues values();

	/**
	 * Report an error to the error listeners.
	 */
	void raise(Throwable ex);

}
