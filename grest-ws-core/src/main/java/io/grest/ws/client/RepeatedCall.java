package io.grest.ws.client;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.function.UnaryOperator;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.error.ConnectionClosedException;
import io.grest.ws.error.RequestTimeoutException;
import io.grest.ws.internal.session.ConnectionAccess;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Call that is made again on the next connection, each time its connection is lost before
 * the answer, within its time limit.
 *
 * @param <S> the methods of the server
 */
final class RepeatedCall<S> {

	private final Method method;

	private final @Nullable Object payload;

	private final Next<S> next;

	private final UnaryOperator<Throwable> named;

	private final long begun = System.nanoTime();

	// Whether a call on a lost connection may have run, or one is being made.
	private volatile boolean mayHaveRun;

	/**
	 * Create a call.
	 * @param method a method of the server
	 * @param payload its argument, or {@code null}
	 * @param next the connections that follow one another
	 * @param named adds the name of the method to an error
	 */
	RepeatedCall(Method method, @Nullable Object payload, Next<S> next, UnaryOperator<Throwable> named) {
		this.method = method;
		this.payload = payload;
		this.next = next;
		this.named = named;
	}

	/**
	 * Return the answer. To be subscribed to once.
	 * @param connection the first connection to call on
	 */
	Mono<?> on(SocketConnection<S> connection) {
		return Mono.<Object>deferContextual((caller) -> {
			// Within the caller's scope: the next attempt runs on another thread.
			Duration limit = ConnectionAccess.timeLimit(connection, caller);
			return call(connection).onErrorResume(ConnectionClosedException.class,
					(lost) -> again(connection, lost, limit));
		}).contextCapture();
	}

	private Mono<?> again(SocketConnection<S> connection, ConnectionClosedException lost, Duration limit) {
		Duration left = limit.minusNanos(System.nanoTime() - this.begun);
		Mono<Object> late = Mono.error(() -> this.named.apply(new RequestTimeoutException(this.mayHaveRun)));
		return (left.compareTo(Duration.ZERO) > 0) ? repeat(connection, lost).timeout(left, late) : Mono.error(lost);
	}

	private Mono<Object> repeat(SocketConnection<S> connection, ConnectionClosedException lost) {
		boolean mayHaveRun = this.mayHaveRun || lost.mayHaveRun();
		this.mayHaveRun = mayHaveRun;
		Mono<SocketConnection<S>> none = Mono
			.error(() -> (mayHaveRun == lost.mayHaveRun()) ? lost : this.named.apply(new ConnectionClosedException()));
		return this.next.after(connection).switchIfEmpty(none).flatMap((opened) -> {
			this.mayHaveRun = true;
			return call(opened).onErrorResume(ConnectionClosedException.class, (lostAgain) -> {
				this.mayHaveRun = mayHaveRun;
				return repeat(opened, lostAgain);
			});
		});
	}

	@SuppressWarnings("unchecked")
	private Mono<Object> call(SocketConnection<S> connection) {
		return (Mono<Object>) ConnectionAccess.mono(connection, this.method, this.payload);
	}

	/**
	 * Connections of a client, one after another.
	 */
	interface Next<S> {

		/**
		 * Return the connection that follows a lost one.
		 * @param lost the lost connection
		 * @return a {@code Mono} of an open connection whose listeners were notified, or
		 * an empty one if the client is closed
		 */
		Mono<SocketConnection<S>> after(SocketConnection<S> lost);

	}

}
