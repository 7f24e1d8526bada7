package io.grest.ws.connection;

import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
 * One WebSocket connection of a contract, the same on both sides. Contracts with the same
 * path share it: each handler has a view of its own, with the other side and the query of
 * its contract, and all else in common. Safe to use from any thread, in a handler or
 * outside.
 *
 * <p>
 * Its life cycle:
 * <ol>
 * <li><em>handshaking</em>: the peer is being authenticated. Messages sent now go out in
 * order once the handshake has succeeded;</li>
 * <li><em>open</em>: both sides can call each other;</li>
 * <li><em>detached</em>, with a contract that can be
 * {@linkplain io.grest.ws.contract.SocketContract.Builder#resume() resumed}: the socket
 * is lost. Calls and messages wait until the client is back, which makes the connection
 * open again, or until it is given up;</li>
 * <li><em>draining</em>, after {@link #teardown()}: new calls are refused, unfinished
 * ones can still end;</li>
 * <li><em>closed</em>: calls that waited for an answer have failed.</li>
 * </ol>
 *
 * @param <R> the other side's interface
 * @since 0.1.0
 */
public interface SocketConnection<R> extends CallsByPath {

	/**
	 * Return the id of this connection, unique on all nodes. The views of the contracts
	 * that share a connection have the same.
	 * @return the id
	 */
	String id();

	/**
	 * Return the contract of this connection.
	 * @return the contract
	 */
	SocketContract<?, ?> contract();

	/**
	 * Return the contracts that this connection serves.
	 * @return the contracts in the order of their names, a single one unless contracts
	 * share a path
	 */
	List<SocketContract<?, ?>> contracts();

	/**
	 * Return this connection as the handler of another contract sees it:
	 * {@code connection.as(NewsClient.class)}.
	 * @param remoteType the other side's interface in that contract
	 * @param <O> the other side's interface in that contract
	 * @return the view of that contract, or empty if the connection does not serve it
	 */
	<O> Optional<SocketConnection<O>> as(Class<O> remoteType);

	/**
	 * Return who the peer is, as the HTTP layer or an interceptor has authenticated it.
	 * It changes if the peer renews its credentials.
	 * @return the principal, an {@code Authentication} with Spring Security, or empty for
	 * nobody, as on a client
	 */
	Optional<Principal> principal();

	/**
	 * Return until when the peer's credentials last. The connection is closed with 4003
	 * then, unless the peer has renewed them before.
	 * @return the end, or empty if they do not end, as on a client
	 */
	Optional<Instant> expiresAt();

	/**
	 * Return the other side, to call its methods. A {@code void} method sends at once; a
	 * method that returns a {@code Mono} sends on each subscription.
	 *
	 * <p>
	 * A call fails at once with a {@link io.grest.ws.error.ServerErrorException} if the
	 * connection is closed, and with a {@link io.grest.ws.error.TooManyRequestsException}
	 * if the limit of waiting frames or unanswered calls is reached. A message sent while
	 * the outbound queue is full closes the connection with 4008, unless {@link Overflow
	 * another policy} is set.
	 * @return a proxy, the same one each time
	 */
	R remote();

	/**
	 * Call a method of the other side that returns a value, without waiting for it:
	 * {@code connection.call((server) -> server.price(item))}.
	 * @param call the function, which calls one method; called again for each
	 * subscription
	 * @param <T> the type of the value
	 * @return a {@code Mono} of the answer, which sends the call on each subscription
	 */
	<T> Mono<T> call(Function<R, @Nullable T> call);

	/**
	 * Return a value of this connection.
	 * @param key the value's key
	 * @param <T> the value's type
	 * @return the value
	 * @throws java.util.NoSuchElementException if it is not set
	 */
	<T> T get(ContextKey<T> key);

	/**
	 * Return a value of this connection, if set.
	 * @param key the value's key
	 * @param <T> the value's type
	 * @return the value, or empty
	 */
	<T> Optional<T> find(ContextKey<T> key);

	/**
	 * Set or, with {@code null}, remove a value of this connection.
	 * @param key the value's key
	 * @param value the value
	 * @param <T> the value's type
	 */
	<T> void set(ContextKey<T> key, @Nullable T value);

	/**
	 * Return the object bound from the query and the path variables.
	 * @param type the contract's query type
	 * @param <Q> the contract's query type
	 * @return the query
	 * @throws IllegalStateException if the contract declares none
	 */
	<Q> Q query(Class<Q> type);

	/**
	 * Return the variables of the contract's path, decoded.
	 * @return values by name
	 */
	Map<String, String> pathVariables();

	/**
	 * Return the HTTP request that opened the WebSocket.
	 * @return the request
	 */
	UpgradeRequest upgrade();

	/**
	 * Return whether calls can be sent, and reach the other side at once.
	 * @return {@code false} before the handshake has succeeded, while the connection is
	 * detached, so that calls wait for another socket, and as soon as either side closes
	 */
	boolean isOpen();

	/**
	 * Register a listener that is called once when the connection has closed, at once if
	 * it already has.
	 * @param listener the listener, called on the event loop; must not block
	 */
	void onClose(Consumer<CloseReason> listener);

	/**
	 * Register a listener that is called each time the socket is lost and the connection
	 * waits for another one. Without
	 * {@linkplain io.grest.ws.contract.SocketContract.Builder#resume() resume} it is
	 * never called: the connection closes.
	 * @param listener the listener, called on the event loop; must not block. What it
	 * throws is logged, as with {@link #onClose}
	 */
	void onDetach(Runnable listener);

	/**
	 * Register a listener that is called each time the connection goes on with another
	 * socket. If this side had not noticed the loss, {@link #onDetach} was not called
	 * before.
	 * @param listener the listener, called on the event loop; must not block. What it
	 * throws is logged, as with {@link #onClose}
	 */
	void onResume(Runnable listener);

	/**
	 * Register a listener of errors that the contract does not declare, and of failures
	 * of the connection itself.
	 * @param listener the listener, called on the thread of the error; must not block
	 */
	void onError(Consumer<Throwable> listener);

	/**
	 * Return a {@code Mono} that waits for the connection to close.
	 * @return a {@code Mono} of the reason
	 */
	Mono<CloseReason> closed();

	/**
	 * Close with 1000, after the frames that wait to be sent. On a client whose socket
	 * connections of other contracts share, this connection leaves it, and the last one
	 * closes it; on a server the connection closes for all contracts.
	 */
	void close();

	/**
	 * Close with a code and a reason, after the frames that wait to be sent.
	 * @param code 1000, or a code of 4000 to 4999
	 * @param reason a text of at most 123 bytes of UTF-8
	 * @throws IllegalArgumentException if either is out of range
	 */
	void close(int code, String reason);

	/**
	 * Send no new calls, wait for the unfinished ones of both sides, at most for the
	 * request timeout, and close with 1000. Begins at once.
	 * @return a {@code Mono} that completes when the connection has closed
	 */
	Mono<Void> teardown();

	/**
	 * Return the status of the connection.
	 * @return the current status; its parts may be of slightly different moments
	 */
	Status status();

	/**
	 * State in the life cycle of a connection.
	 */
	enum State {

		/**
		 * The peer is being authenticated.
		 */
		HANDSHAKING,

		/**
		 * Both sides can call each other.
		 */
		OPEN,

		/**
		 * The socket is lost, and the peer may go on with another one. What it is sent
		 * meanwhile waits.
		 */
		DETACHED,

		/**
		 * New calls of this side are refused, unfinished ones can still end.
		 */
		DRAINING,

		/**
		 * Calls that waited for an answer have failed.
		 */
		CLOSED

	}

	/**
	 * Status of a connection, for monitoring.
	 *
	 * @param state the state in its life cycle
	 * @param since the time when its WebSocket was opened
	 * @param silentFor the time since a message has arrived, to an eighth of the
	 * heartbeat interval, or {@code null} without heartbeats and before the connection is
	 * open
	 * @param inFlight the number of the peer's calls that are being handled
	 * @param inFlightStreams the number of those that answer with a stream or take one
	 * @param pending the number of this side's calls that wait for their answer
	 * @param pendingStreams the number of those that are answered by a stream or send one
	 * @param queuedFrames the number of frames that wait to be passed to the transport
	 * @param queuedBytes the number of bytes that wait to be passed to the transport
	 * @param receivedBytes the number of bytes of all received text messages
	 * @param sentBytes the number of bytes of all text messages passed to the transport
	 */
	record Status(State state, Instant since, @Nullable Duration silentFor, int inFlight, int inFlightStreams,
			int pending, int pendingStreams, int queuedFrames, long queuedBytes, long receivedBytes, long sentBytes) {

	}

}
