package io.grest.ws.client;

import java.util.function.Consumer;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.error.ConnectionClosedException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.util.Assert;

/**
 * Connection of the pool: first being opened, shared by all subscribers, then open until
 * it closes. It leaves the pool if it cannot be opened, or when it closes.
 */
final class PooledConnection<S> {

	private final Sinks.Empty<Void> closed = Sinks.empty();

	private final Mono<SocketConnection<S>> opening;

	private final @Nullable Object handler;

	private volatile @Nullable SocketConnection<S> open;

	// Written before open is read, and read after open is written: either the thread that
	// opens or the one that gives up sees the other's write, and closes.
	private volatile boolean givenUp;

	PooledConnection(Mono<SocketConnection<S>> opening, @Nullable Object handler,
			Consumer<PooledConnection<S>> whenGone) {
		this.handler = handler;
		this.opening = Flux.from(opening).doOnNext((connection) -> opened(connection, whenGone)).doFinally((signal) -> {
			if (this.open == null) {
				whenGone.accept(this);
			}
		})
			.doOnCancel(this::giveUp)
			.takeUntilOther(this.closed.asMono())
			.replay(1)
			.refCount(1)
			// Unlike next(), does not cancel an opening that has succeeded.
			.singleOrEmpty()
			.switchIfEmpty(Mono.error(() -> new ConnectionClosedException("The pool was closed", null)));
	}

	private void opened(SocketConnection<S> connection, Consumer<PooledConnection<S>> whenGone) {
		this.open = connection;
		connection.onClose((reason) -> whenGone.accept(this));
		if (this.givenUp) {
			connection.close();
		}
	}

	private void giveUp() {
		this.givenUp = true;
		SocketConnection<S> open = this.open;
		if (open != null) {
			open.close();
		}
	}

	Mono<SocketConnection<S>> connection() {
		SocketConnection<S> open = this.open;
		return (open != null) ? Mono.just(open) : this.opening;
	}

	boolean isOpen() {
		return this.open != null;
	}

	void ifOpen(Consumer<SocketConnection<?>> consumer) {
		SocketConnection<S> open = this.open;
		if (open != null) {
			consumer.accept(open);
		}
	}

	boolean has(SocketConnection<?> connection) {
		return this.open == connection;
	}

	boolean isUsable() {
		SocketConnection<S> open = this.open;
		return open == null || open.isOpen();
	}

	void requireSameHandler(@Nullable Object handler) {
		Assert.state(handler == null || handler == this.handler,
				"This connection is shared and already has another handler: set the same handler on every request, or"
						+ " none, and register methods by path on the connection");
	}

	Mono<Void> close(boolean graceful) {
		SocketConnection<S> open = this.open;
		if (open == null) {
			// Cancels the opening, which then gives up.
			this.closed.tryEmitEmpty();
			return Mono.empty();
		}
		if (graceful) {
			return open.teardown();
		}
		open.close();
		return open.closed().then();
	}

}
