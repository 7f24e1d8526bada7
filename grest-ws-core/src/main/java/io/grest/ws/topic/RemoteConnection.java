package io.grest.ws.topic;

/**
 * Connection on whichever node it is. Safe to use from any thread.
 *
 * @param <R> the methods of a client
 * @since 0.1.0
 */
public interface RemoteConnection<R> {

	/**
	 * Return the id of the connection.
	 * @return the id
	 */
	String id();

	/**
	 * Return the other side, to call its methods. A {@code void} method sends and waits
	 * for nobody; all others fail with a {@link io.grest.ws.error.NotFoundException} if
	 * no node has the connection, with a
	 * {@link io.grest.ws.error.RequestTimeoutException} if its node does not answer, with
	 * the errors of the method, and with those of a call on the connection itself.
	 * Methods with streams throw an {@link UnsupportedOperationException}.
	 * @return a proxy
	 */
	R remote();

}
