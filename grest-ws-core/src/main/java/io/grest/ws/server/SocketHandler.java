package io.grest.ws.server;

import io.grest.ws.connection.SocketConnection;

/**
 * Handler of the connections of a contract, on the server side. A bean is matched to its
 * contract by the two type arguments, and by {@code @Qualifier} with the name of the
 * contract's bean where several contracts have the same interfaces.
 *
 * @param <S> the methods of the server
 * @param <C> the methods of a client
 * @since 0.1.0
 */
@FunctionalInterface
public non-sealed interface SocketHandler<S, C> extends ContractHandler<S, C> {

	/**
	 * Accept a client whose handshake has passed the interceptors. Calls to the client
	 * from here are sent right after the frame that accepts it.
	 *
	 * <p>
	 * Runs on the executor of methods that block, or on the event loop if the method or
	 * its class is annotated with {@link io.grest.ws.contract.NonBlocking @NonBlocking}.
	 * The methods of the returned object that return {@code void} or a value run on that
	 * executor as well, those that return a {@code Mono} or a {@code CompletionStage} and
	 * suspend functions on the event loop.
	 * @param connection the connection to the client
	 * @return the handler of this client's calls
	 * @throws io.grest.ws.error.SocketException to reject the handshake with this error;
	 * any other exception rejects it with {@code SERVER_ERROR}
	 */
	S connect(SocketConnection<C> connection);

}
