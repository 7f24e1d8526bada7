package io.grest.ws.client;

import java.time.Instant;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A typed client that keeps one connection to a server alive. It connects on first use,
 * or by {@link #connect()}, and again when the connection is lost, see
 * {@link ReconnectOptions}. It does not try again after {@link #close()}, nor after the
 * application rejected it: with a close code of 4000 to 4999 other than 4008, with 1008,
 * or in the handshake with any error but SERVER_ERROR and TOO_MANY_REQUESTS, which may
 * pass.
 *
 * <p>
 * Nothing is buffered while it is not connected: a call fails at once. Safe to use from
 * any thread.
 *
 * @param <S> the methods of the server
 * @param <C> the methods of a client
 * @since 0.1.0
 */
public interface SocketClient<S, C> {

	/**
	 * The contract.
	 * @return the contract
	 */
	SocketContract<S, C> contract();

	/**
	 * The server. A call that is answered connects first, if nothing has yet; any other
	 * call while there is no connection fails at once with a
	 * {@link io.grest.ws.error.ServerErrorException}.
	 * @return a proxy that outlives connections
	 */
	S remote();

	/**
	 * Connect.
	 * @return the open connection; fails if the attempt under way fails, though the
	 * client may go on trying
	 */
	Mono<SocketConnection<S>> connect();

	/**
	 * What the server sends to a method of the client.
	 * @param method the method: {@code ChatClient::newMessage}
	 * @param <T> the type of the payload
	 * @return the payloads, across connections. Completes after {@link #close()}, fails
	 * with what ended the client otherwise, and with an overflow error for a subscriber
	 * that is behind by 1024
	 */
	<T> Flux<T> receive(BiConsumer<C, T> method);

	/**
	 * What the server sends to a method of the client that has no payload.
	 * @param method the method: {@code ChatClient::refresh}
	 * @return when each message arrived, otherwise as the other {@code receive}
	 */
	Flux<Instant> receive(Consumer<C> method);

	/**
	 * Where the client stands, and how that changes.
	 * @return the state at this moment first; completes after CLOSED
	 */
	Flux<ClientState> states();

	/**
	 * Where the client stands.
	 * @return the state at this moment
	 */
	ClientState state();

	/**
	 * Be called for each connection that opens, after it was set up.
	 * @param listener called on the event loop, must not block
	 * @return this
	 */
	SocketClient<S, C> onOpen(Consumer<SocketConnection<S>> listener);

	/**
	 * Be called for each connection that closes, for whatever reason.
	 * @param listener called on the event loop, must not block
	 * @return this
	 */
	SocketClient<S, C> onClose(Consumer<CloseReason> listener);

	/**
	 * Drop the connection or the attempt there is, if any, and connect anew without
	 * delay. Does nothing after the end.
	 */
	void forceReconnect();

	/**
	 * Close for good. Begins at once. From then on nothing is told but the end: CLOSED by
	 * {@link #states()}, the end of what was received, and the close of a connection that
	 * was told of before.
	 * @return completes when the connection has closed
	 */
	Mono<Void> close();

}
