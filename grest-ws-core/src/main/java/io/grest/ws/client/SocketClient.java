package io.grest.ws.client;

import java.time.Instant;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.Resumption;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Typed client that maintains one connection to a server. It connects on first use, or by
 * {@link #connect()}, and reconnects when the connection is lost, see
 * {@link ReconnectOptions}. It does not reconnect after {@link #close()}, nor after a
 * rejection by the application: a close code of 4000 to 4999 other than 4008, the code
 * 1008, or an error in the handshake other than SERVER_ERROR and TOO_MANY_REQUESTS, which
 * may be temporary.
 *
 * <p>
 * Calls are not buffered while the client is not connected: they fail at once. With a
 * contract that can be {@linkplain io.grest.ws.contract.SocketContract.Builder#resume()
 * resumed} they wait while its session may go on. Safe to use from any thread.
 *
 * @param <S> the methods of the server
 * @param <C> the methods of a client
 * @since 0.1.0
 */
public interface SocketClient<S, C> {

	/**
	 * Return the contract.
	 * @return the contract
	 */
	SocketContract<S, C> contract();

	/**
	 * Return the methods of the server. A call that returns a {@code Mono} or a
	 * {@code CompletionStage} connects first if the client has not connected yet; any
	 * other call without a connection fails at once with a
	 * {@link io.grest.ws.error.ConnectionClosedException}.
	 * @return a proxy, valid across connections
	 */
	S remote();

	/**
	 * Call a method of the server that returns a value, without waiting for it:
	 * {@code client.call((server) -> server.price(item))}. Connects first if the client
	 * has not connected yet.
	 * @param call the function, which calls one method; called again for each
	 * subscription
	 * @param <T> the type of the value
	 * @return a {@code Mono} of the answer, which sends the call on each subscription
	 */
	<T> Mono<T> call(Function<S, @Nullable T> call);

	/**
	 * Connect, unless already connected.
	 * @return the open connection; fails if the current attempt fails, even if the client
	 * will try again
	 */
	Mono<SocketConnection<S>> connect();

	/**
	 * Return the payloads that the server sends to a method of the client.
	 * @param method the method: {@code ChatClient::newMessage}
	 * @param <T> the type of the payload
	 * @return the payloads, across connections. Completes after {@link #close()}, fails
	 * with the error that ended the client, or with an overflow error if a subscriber is
	 * behind by more than 1024 payloads
	 */
	<T> Flux<T> receive(BiConsumer<C, T> method);

	/**
	 * Return the messages that the server sends to a method of the client without a
	 * payload.
	 * @param method the method: {@code ChatClient::refresh}
	 * @return the arrival time of each message; ends like {@link #receive(BiConsumer)}
	 */
	Flux<Instant> receive(Consumer<C> method);

	/**
	 * Return the state of the client and its changes.
	 * @return the current state first, then each change; completes after CLOSED
	 */
	Flux<ClientState> states();

	/**
	 * Return the state of the client.
	 * @return the current state
	 */
	ClientState state();

	/**
	 * Add a listener for each connection that opens, called after its set-up.
	 * @param listener the listener, called on the event loop; must not block
	 * @return this
	 */
	SocketClient<S, C> onOpen(Consumer<SocketConnection<S>> listener);

	/**
	 * Add a listener for each connection that closes, for any reason.
	 * @param listener the listener, called on the event loop; must not block
	 * @return this
	 */
	SocketClient<S, C> onClose(Consumer<CloseReason> listener);

	/**
	 * Add a listener of what is known of missed frames, after each reconnection with a
	 * contract that can be
	 * {@linkplain io.grest.ws.contract.SocketContract.Builder#resume() resumed}. With
	 * {@code COMPLETE} a connection usually goes on, and is neither closed nor opened.
	 * @param listener the listener, called on the event loop; must not block
	 * @return this
	 */
	SocketClient<S, C> onResume(Consumer<Resumption> listener);

	/**
	 * Add a listener of the topics of which messages are missing: after a reconnection,
	 * before {@link #onResume} is notified, and at any time while the client is
	 * connected, before it handles the messages that follow. Of a contract that can be
	 * {@linkplain io.grest.ws.contract.SocketContract.Builder#resume() resumed}; the
	 * server notifies no others.
	 * @param listener the listener, called on the event loop, or by another thread if the
	 * reason is {@code unknown}; must not block
	 * @return this
	 */
	SocketClient<S, C> onLost(Consumer<LostTopic> listener);

	/**
	 * Add a listener of the messages that waited for a socket while a session might have
	 * gone on, and were not sent, as it has ended. Of a contract that can be
	 * {@linkplain io.grest.ws.contract.SocketContract.Builder#resume() resumed}; of
	 * others nothing waits. Not called for what waits when the client is closed. Without
	 * a listener, the first message is logged at WARN.
	 * @param listener the listener, called by any thread, perhaps an event loop; must not
	 * block
	 * @return this
	 */
	SocketClient<S, C> onUnsent(Consumer<UnsentMessage> listener);

	/**
	 * Close the current connection or cancel the current attempt, and connect again
	 * without delay, on a new socket. Other clients on a shared socket stay on it. Does
	 * nothing once the client is closed.
	 */
	void forceReconnect();

	/**
	 * Close the client permanently. Begins at once, without a subscription. From then on
	 * listeners and subscribers see only the end: the state CLOSED, the completion of
	 * received payloads, and the close of a connection that was reported as open.
	 * @return a {@code Mono} that completes when the connection has closed
	 */
	Mono<Void> close();

}
