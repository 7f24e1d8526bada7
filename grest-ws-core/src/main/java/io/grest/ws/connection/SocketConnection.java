package io.grest.ws.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

import io.grest.ws.context.ContextKey;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.UpgradeRequest;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One WebSocket connection of a contract, the same on both sides. Safe to use from any
 * thread, inside or outside of a handler.
 *
 * <p>
 * Its life:
 * <ol>
 * <li><em>handshaking</em>: the peer's identity is being checked. What is sent now goes
 * out once the handshake succeeded, in order;</li>
 * <li><em>open</em>: both sides call each other at will;</li>
 * <li><em>draining</em>, by {@link #teardown()}: no new call is sent, unfinished ones are
 * waited for;</li>
 * <li><em>closed</em>: whatever still waited for an answer has failed.</li>
 * </ol>
 *
 * @param <R> the other side's interface: what can be called on it
 * @since 0.1.0
 */
public interface SocketConnection<R> {

	/**
	 * What tells this connection from others of this process.
	 * @return the id
	 */
	String id();

	/**
	 * The contract that both sides speak.
	 * @return the contract
	 */
	SocketContract<?, ?> contract();

	/**
	 * The other side. A {@code void} method sends at once; a method that returns a
	 * {@code Mono} sends each time that the {@code Mono} is subscribed to.
	 *
	 * <p>
	 * A call fails at once with a {@link io.grest.ws.error.ServerErrorException} if the
	 * connection is closed, with a {@link io.grest.ws.error.TooManyRequestsException} if
	 * too much already waits to be sent or answered. A message that finds the outbound
	 * queue full closes the connection with 4008, unless the options say otherwise.
	 * @return a proxy, the same one each time
	 */
	R remote();

	/**
	 * A value that belongs to this connection.
	 * @param key the value's key
	 * @param <T> the value's type
	 * @return the value
	 * @throws java.util.NoSuchElementException if nothing set it
	 */
	<T> T get(ContextKey<T> key);

	/**
	 * A value that may belong to this connection.
	 * @param key the value's key
	 * @param <T> the value's type
	 * @return the value, or empty
	 */
	<T> Optional<T> find(ContextKey<T> key);

	/**
	 * Set or, with {@code null}, remove a value that belongs to this connection.
	 * @param key the value's key
	 * @param value the value
	 * @param <T> the value's type
	 */
	<T> void set(ContextKey<T> key, @Nullable T value);

	/**
	 * What the path variables and the query were bound to.
	 * @param type the contract's query type
	 * @param <Q> the contract's query type
	 * @return the query
	 * @throws IllegalStateException if the contract declares none
	 */
	<Q> Q query(Class<Q> type);

	/**
	 * The variables of the contract's path, decoded.
	 * @return values by name
	 */
	Map<String, String> pathVariables();

	/**
	 * The HTTP request that opened the WebSocket.
	 * @return the request
	 */
	UpgradeRequest upgrade();

	/**
	 * Whether calls can be sent.
	 * @return {@code false} before the handshake succeeded, and from the moment that
	 * either side closes
	 */
	boolean isOpen();

	/**
	 * Be called once when the connection has closed, at once if it has already.
	 * @param listener called on the event loop, must not block
	 */
	void onClose(Consumer<CloseReason> listener);

	/**
	 * Be called for each error that the contract does not declare, and for a failure of
	 * the connection itself.
	 * @param listener called where the error happened, must not block
	 */
	void onError(Consumer<Throwable> listener);

	/**
	 * Wait for the connection to close.
	 * @return the reason, once it has closed
	 */
	Mono<CloseReason> closed();

	/**
	 * Close with 1000, after what waits to be sent.
	 */
	void close();

	/**
	 * Close, after what waits to be sent.
	 * @param code 1000, or a code of 4000 to 4999
	 * @param reason a text of at most 123 bytes of UTF-8
	 * @throws IllegalArgumentException if either is out of range
	 */
	void close(int code, String reason);

	/**
	 * Send no new calls, wait for the unfinished ones of both sides, at most for the
	 * request timeout, and close with 1000. Begins at once.
	 * @return completes when the connection has closed
	 */
	Mono<Void> teardown();

	/**
	 * Send a message by path, at once.
	 * @param path the method, {@code ContractName.methodName}
	 * @param payload the payload, or {@code null} for none
	 */
	void send(String path, @Nullable Object payload);

	/**
	 * Call by path.
	 * @param path the method, {@code ContractName.methodName}
	 * @param payload the payload, or {@code null} for none
	 * @param resultType the type of the answer
	 * @param <T> the type of the answer
	 * @return sends for each subscription; the answer
	 */
	<T> Mono<T> request(String path, @Nullable Object payload, Class<T> resultType);

	/**
	 * Handle what the peer sends to a path, instead of what handled it before. The latest
	 * registration of a path counts.
	 * @param path the method, {@code ContractName.methodName}
	 * @param payloadType the type of the payload, {@code Void} for a method without one
	 * @param handler handles each message, called with {@code null} where there is no
	 * payload; on the event loop, must not block
	 * @param <T> the type of the payload
	 */
	<T> void registerHandler(String path, Class<T> payloadType, Consumer<T> handler);

	/**
	 * Answer what the peer asks at a path, instead of what answered it before. The latest
	 * registration of a path counts.
	 * @param path the method, {@code ContractName.methodName}
	 * @param payloadType the type of the payload, {@code Void} for a method without one
	 * @param resultType the type of the answer
	 * @param handler answers each request; on the event loop, must not block
	 * @param <T> the type of the payload
	 * @param <V> the type of the answer
	 */
	<T, V> void registerHandler(String path, Class<T> payloadType, Class<V> resultType, Function<T, Mono<V>> handler);

	/**
	 * What can be seen of the connection from outside.
	 * @return the status at this moment; its parts may be of slightly different moments
	 */
	Status status();

	/**
	 * Where in its life a connection is.
	 */
	enum State {

		/**
		 * The peer's identity is being checked.
		 */
		HANDSHAKING,

		/**
		 * Both sides call each other at will.
		 */
		OPEN,

		/**
		 * This side sends no new call, and waits for the unfinished ones.
		 */
		DRAINING,

		/**
		 * Whatever waited for an answer has failed.
		 */
		CLOSED

	}

	/**
	 * What can be seen of a connection from outside.
	 *
	 * @param state where in its life it is
	 * @param since when its WebSocket was opened
	 * @param silentFor how long nothing has arrived, to an eighth of the heartbeat's
	 * interval, or {@code null} without heartbeats and before the connection is open
	 * @param inFlight calls of the peer that are being handled
	 * @param pending calls of this side that wait for their answer
	 * @param queuedFrames frames that wait to be passed to the transport
	 * @param queuedBytes bytes that wait to be passed to the transport
	 * @param receivedBytes bytes of all text messages that have arrived
	 * @param sentBytes bytes of all text messages that were passed to the transport
	 */
	record Status(State state, Instant since, @Nullable Duration silentFor, int inFlight, int pending, int queuedFrames,
			long queuedBytes, long receivedBytes, long sentBytes) {

	}

}
