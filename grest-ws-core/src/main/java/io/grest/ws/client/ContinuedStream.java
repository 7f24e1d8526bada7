package io.grest.ws.client;

import java.lang.reflect.Method;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.Item;
import io.grest.ws.error.ConnectionClosedException;
import io.grest.ws.internal.call.AfterComponent;
import io.grest.ws.internal.session.ConnectionAccess;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Stream of the server that is begun again on the next connection, after the last item
 * that has arrived, each time its connection is lost.
 *
 * @param <S> the methods of the server
 */
final class ContinuedStream<S> {

	private final Method method;

	private final Object payload;

	private final AfterComponent after;

	private final RepeatedCall.Next<S> next;

	// Of the subscription, whose signals come one at a time.
	private volatile SocketConnection<S> connection;

	private volatile @Nullable String last;

	/**
	 * Create a stream.
	 * @param method a method of the server
	 * @param payload its argument
	 * @param after says in the argument where to begin
	 * @param connection the first connection to call on
	 * @param next the connections that follow one another
	 */
	ContinuedStream(Method method, Object payload, AfterComponent after, SocketConnection<S> connection,
			RepeatedCall.Next<S> next) {
		this.method = method;
		this.payload = payload;
		this.after = after;
		this.connection = connection;
		this.next = next;
	}

	/**
	 * Return the items. To be subscribed to once.
	 */
	Flux<?> items() {
		// Within the caller's scope: the next attempt runs on another thread.
		return Flux.defer(this::call)
			.retryWhen(Retry.from((failures) -> failures.concatMap((failure) -> connect(failure.failure()))))
			.contextCapture();
	}

	private Flux<Object> call() {
		String last = this.last;
		Object payload = (last != null) ? this.after.with(this.payload, last) : this.payload;
		return ConnectionAccess.flux(this.connection, this.method, payload)
			.doOnNext((item) -> this.last = ((Item<?>) item).id());
	}

	private Publisher<?> connect(Throwable failure) {
		Mono<SocketConnection<S>> none = Mono.error(failure);
		return (failure instanceof ConnectionClosedException)
				? this.next.after(this.connection).switchIfEmpty(none).doOnNext((opened) -> this.connection = opened)
				: none;
	}

}
