package io.grest.ws.internal.call;

/**
 * Contract for the state of a session, as far as calls depend on it. Safe to use from any
 * thread.
 *
 * @since 0.1.0
 */
public interface CallGate {

	/**
	 * Return whether this side may still call.
	 * @return {@code false} from the first sign of an end on
	 */
	boolean mayCall();

	/**
	 * Return whether the peer may no longer call.
	 * @return {@code true} while a stopping server drains the connection
	 */
	boolean isGoingAway();

	/**
	 * Return whether nothing can be answered any more.
	 * @return {@code true} once a close has begun
	 */
	boolean isClosed();

}
