package io.grest.ws.server;

import io.grest.ws.connection.SocketConnection;
import reactor.core.publisher.Mono;

/**
 * Handler of the connections of a contract, on the server side, that accepts a client
 * without blocking a thread, such as after a query of a reactive repository. A bean is
 * matched to its contract by the two type arguments, as a {@link SocketHandler} is. In
 * Kotlin, {@code CoSocketHandler} accepts a client in a suspend function.
 *
 * @param <S> the methods of the server
 * @param <C> the methods of a client
 * @since 0.1.0
 */
@FunctionalInterface
public non-sealed interface ReactiveSocketHandler<S, C> extends ContractHandler<S, C> {

	/**
	 * Accept a client whose handshake has passed the interceptors. Calls to the client
	 * that are made before the returned {@code Mono} completes are sent right after the
	 * frame that accepts it. Runs on the event loop and must not block.
	 * @param connection the connection to the client
	 * @return the handler of this client's calls. An error rejects the handshake: a
	 * {@link io.grest.ws.error.SocketException} as it is, any other with
	 * {@code SERVER_ERROR}. Cancelled when the client leaves or the handshake times out
	 */
	Mono<S> connect(SocketConnection<C> connection);

}
