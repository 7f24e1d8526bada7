package io.grest.ws.internal.session;

/**
 * Contract for the membership of a client's connection in a socket that connections of
 * several contracts share. Called by any thread; must neither block nor throw.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Membership {

	/**
	 * Leave the socket. Does nothing the second time.
	 * @return whether no other member is left, so that the socket is to be closed
	 */
	boolean leave();

}
