package io.grest.ws.server;

import io.grest.ws.connection.SocketConnection;

/**
 * Handler of the connections of a contract, on the server side. A bean is matched to its
 * contract by the two type arguments.
 *
 * @param <S> the methods of the server
 * @param <C> the methods of a client
 * @since 0.1.0
 */
@FunctionalInterface
public interface SocketHandler<S, C> {

	/**
	 * Accept a client whose handshake has passed the interceptors. Calls to the client
	 * from here are sent right after the frame that accepts it.
	 *
	 * <p>
	 * This method and the methods of the returned object run on the event loop and must
	 * not block.
	 * @param connection the connection to the client
	 * @return the handler of this client's calls
	 * @throws io.grest.ws.error.SocketException to reject the handshake with this error;
	 * any other exception rejects it with {@code SERVER_ERROR}
	 */
	S connect(SocketConnection<C> connection);

}
