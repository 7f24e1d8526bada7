package io.grest.ws.server;

import io.grest.ws.connection.SocketConnection;

/**
 * The server's side of a contract. As a bean it is matched to the contract by its two
 * type arguments.
 *
 * @param <S> the methods of the server
 * @param <C> the methods of a client
 * @since 0.1.0
 */
@FunctionalInterface
public interface SocketHandler<S, C> {

	/**
	 * Accept a client whose handshake the interceptors let pass. What is sent to it here
	 * goes out right after the client is told that it is accepted.
	 *
	 * <p>
	 * Runs on the event loop, as do the methods of what it returns: none of them may
	 * block.
	 * @param connection the connection to the client
	 * @return what handles the calls of this client
	 * @throws io.grest.ws.error.SocketException to reject the client with this error; any
	 * other exception rejects it with {@code SERVER_ERROR}
	 */
	S connect(SocketConnection<C> connection);

}
