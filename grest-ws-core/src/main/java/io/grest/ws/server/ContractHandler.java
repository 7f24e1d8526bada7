package io.grest.ws.server;

/**
 * Handler of the connections of a contract, on the server side: a {@link SocketHandler}
 * or a {@link ReactiveSocketHandler}.
 *
 * @param <S> the methods of the server
 * @param <C> the methods of a client
 * @since 0.1.0
 */
public sealed interface ContractHandler<S, C> permits SocketHandler, ReactiveSocketHandler {

}
