package io.grest.ws.internal.session;

import java.lang.reflect.Method;
import java.time.Duration;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.context.ContextValues;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Access to what connections have for other packages of this library and not for users.
 *
 * @since 0.1.0
 */
public final class ConnectionAccess {

	private ConnectionAccess() {
	}

	/**
	 * Call a method of the other side as {@link SocketConnection#remote()} does.
	 * @param connection a connection created by a factory
	 * @param method a method of the other side's interface
	 * @param payload its argument, or {@code null}
	 * @return the method's return value
	 */
	public static @Nullable Object call(SocketConnection<?> connection, Method method, @Nullable Object payload) {
		return ((DefaultSocketConnection<?>) connection).call(method, payload);
	}

	/**
	 * Call a method of the other side, whatever its interface returns.
	 * @param connection a connection created by a factory
	 * @param method a method of the other side's interface
	 * @param payload its argument, or {@code null}
	 * @return a {@code Mono} that sends on each subscription
	 */
	public static Mono<?> mono(SocketConnection<?> connection, Method method, @Nullable Object payload) {
		return ((DefaultSocketConnection<?>) connection).mono(method, payload);
	}

	/**
	 * Return the time that a call of the other side may take.
	 * @param connection a connection created by a factory
	 * @param caller the Reactor context of the caller
	 * @return the request timeout, or the time until the deadline that the call inherits
	 */
	public static Duration timeLimit(SocketConnection<?> connection, ContextView caller) {
		return ((DefaultSocketConnection<?>) connection).timeLimit(caller);
	}

	/**
	 * Call a method of the other side that answers with a stream.
	 * @param connection a connection created by a factory
	 * @param method a method of the other side's interface
	 * @param payload its argument, or {@code null}
	 * @return a {@code Flux} that sends on each subscription
	 */
	public static Flux<Object> flux(SocketConnection<?> connection, Method method, @Nullable Object payload) {
		return ((DefaultSocketConnection<?>) connection).flux(method, payload);
	}

	/**
	 * Return whether the socket of a connection is open, so that others can join it.
	 * @param connection a connection created by a factory
	 * @return {@code false} if it closes
	 */
	public static boolean isJoinable(SocketConnection<?> connection) {
		return ((DefaultSocketConnection<?>) connection).session().state().isOpen();
	}

	/**
	 * Return whether a connection has closed, so that it does not go on.
	 * @param connection a connection created by a factory
	 * @return {@code false} also while it has no socket and may get another one
	 */
	public static boolean isClosed(SocketConnection<?> connection) {
		return ((DefaultSocketConnection<?>) connection).isClosed();
	}

	/**
	 * Join the socket of a connection.
	 * @param member a connection on the socket
	 * @param factory the factory of the contract's connections
	 * @param origin the origin of the connection
	 * @param values the connection's values
	 * @param implementation the implementation of this side's interface, or {@code null}
	 * for none
	 * @param membership the membership of the connection in the socket
	 * @param <R> the other side's interface
	 * @return an open connection
	 * @throws io.grest.ws.error.ConnectionClosedException if the socket is not open
	 */
	public static <R> SocketConnection<R> join(SocketConnection<?> member, ConnectionFactory<?, R> factory,
			ConnectionFactory.Origin origin, ContextValues values, @Nullable Object implementation,
			Membership membership) {
		return SharedConnection.join((DefaultSocketConnection<?>) member, factory, origin, values, implementation,
				membership);
	}

	/**
	 * Return whether a message may have arrived whose method has not returned, as it
	 * waits for the handshake or for its turn, or runs on the executor.
	 * @param connection a connection created by a factory
	 * @return {@code true} if there is one
	 */
	public static boolean handlesMessages(SocketConnection<?> connection) {
		return ((DefaultSocketConnection<?>) connection).handlesMessages();
	}

	/**
	 * Ask the peer for new credentials, and close the connection with 4003 if it has sent
	 * none in time, or at once if it cannot renew them.
	 * @param connection a connection created by a factory
	 * @param limit the time that it has
	 */
	public static void askForCredentials(SocketConnection<?> connection, Duration limit) {
		((DefaultSocketConnection<?>) connection).session().handshaking().askForCredentials(limit);
	}

	/**
	 * Return a {@code Mono} that completes when a connection has closed, and its socket
	 * has ended.
	 * @param connection a connection created by a factory
	 * @return the {@code Mono}
	 */
	public static Mono<Void> ended(SocketConnection<?> connection) {
		Session session = ((DefaultSocketConnection<?>) connection).session();
		return connection.closed().then(Mono.defer(() -> session.sender().link().whenEnded()));
	}

	/**
	 * Refuse new calls on a connection.
	 * @param connection a connection created by a factory
	 */
	public static void refuseCalls(SocketConnection<?> connection) {
		((DefaultSocketConnection<?>) connection).refuseCalls();
	}

	/**
	 * Refuse new calls on a connection, wait for the unfinished ones, and close it with
	 * 1001. Begins at once.
	 * @param connection a connection created by a factory
	 * @param notBefore the shortest time to stay open
	 */
	public static void goAway(SocketConnection<?> connection, Duration notBefore) {
		((DefaultSocketConnection<?>) connection).goAway(notBefore);
	}

	/**
	 * Close a connection with 1001 at once, even with unfinished calls.
	 * @param connection a connection created by a factory
	 * @param patience the time for the close to reach the peer before the connection is
	 * cut
	 */
	public static void goAwayNow(SocketConnection<?> connection, Duration patience) {
		((DefaultSocketConnection<?>) connection).goAwayNow(patience);
	}

}
