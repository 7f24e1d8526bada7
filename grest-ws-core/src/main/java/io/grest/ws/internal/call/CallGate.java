package io.grest.ws.internal.call;

/**
 * Contract for the state of a session that decides on calls. Safe to use from any thread.
 *
 * @since 0.1.0
 */
public interface CallGate {

	/**
	 * Return whether this side may send new calls.
	 * @return {@code false} as soon as the session drains or closes
	 */
	boolean mayCall();

	/**
	 * Return whether new calls of the peer are refused.
	 * @return {@code true} while a stopping server drains the connection
	 */
	boolean isGoingAway();

	/**
	 * Return whether answers can no longer be sent.
	 * @return {@code true} once a close has begun
	 */
	boolean isClosed();

}
