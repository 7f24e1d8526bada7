package io.grest.ws.redis;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Function;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulConnection;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * Connection to Redis that is opened again whenever it is lost. A lost one is closed for
 * good, although Lettuce could reconnect it: that would send commands again that may have
 * run, and before the scripts are loaded.
 *
 * @param <T> the connection, or what holds it
 */
final class Link<T> {

	private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

	private final String name;

	private final Callable<T> connector;

	private final Function<T, StatefulConnection<?, ?>> connection;

	private final Events<T> events;

	private final Availability availability;

	private volatile @Nullable T current;

	private Sinks.One<T> next = Sinks.one();

	private volatile boolean stopped;

	/**
	 * Create a link that is not open yet.
	 * @param name the name of the link in logs
	 * @param connector opens a connection; may block
	 * @param connection returns the connection
	 * @param events what to do when it is opened and lost
	 * @param availability what is told of outages
	 */
	Link(String name, Callable<T> connector, Function<T, StatefulConnection<?, ?>> connection, Events<T> events,
			Availability availability) {
		this.name = name;
		this.connector = connector;
		this.connection = connection;
		this.events = events;
		this.availability = availability;
	}

	/**
	 * Return the connection if it is open.
	 */
	@Nullable T current() {
		return this.current;
	}

	/**
	 * Return the connection, or the next one if there is none.
	 */
	Mono<T> connection() {
		return Mono.defer(() -> {
			synchronized (this) {
				return (this.current != null) ? Mono.just(this.current) : this.next.asMono();
			}
		});
	}

	/**
	 * Begin to open the connection, and try until it is open.
	 */
	void open() {
		Mono.fromCallable(this.connector)
			.doOnNext(this::opened)
			.subscribeOn(Schedulers.boundedElastic())
			.retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_PAUSE)
				.maxBackoff(LONGEST_PAUSE)
				.filter((ex) -> !this.stopped)
				.doBeforeRetry((signal) -> this.availability.down(this.name, signal.failure())))
			.subscribe((opened) -> {
			}, (ex) -> {
				// Stopped while it was trying.
			});
	}

	private void opened(T opened) {
		StatefulConnection<?, ?> connection = this.connection.apply(opened);
		connection.addListener(new RedisConnectionStateListener() {
			@Override
			public void onRedisDisconnected(RedisChannelHandler<?, ?> lost) {
				lost(opened);
			}
		});
		this.events.prepare(opened);
		synchronized (this) {
			if (this.stopped) {
				connection.closeAsync();
				return;
			}
			this.current = opened;
			this.next.tryEmitValue(opened);
		}
		this.availability.up(this.name);
		this.events.opened(opened);
		if (!connection.isOpen()) {
			lost(opened);
		}
	}

	private void lost(T lost) {
		synchronized (this) {
			if (this.current != lost) {
				return;
			}
			this.current = null;
			this.next = Sinks.one();
		}
		// Fails what waits for an answer, before anything of it can be sent again.
		this.connection.apply(lost).closeAsync();
		if (!this.stopped) {
			this.availability.down(this.name, null);
			this.events.lost();
			open();
		}
	}

	/**
	 * Handle that an answer is late.
	 */
	void suspect() {
		this.events.suspected();
	}

	/**
	 * Give up the connection, if there is one, and open another one.
	 */
	void reopen() {
		T current = this.current;
		if (current != null) {
			lost(current);
		}
	}

	/**
	 * Close the connection for good.
	 */
	Mono<Void> close() {
		return Mono.defer(() -> {
			T current;
			synchronized (this) {
				this.stopped = true;
				current = this.current;
				this.current = null;
			}
			return (current != null) ? Mono.fromCompletionStage(this.connection.apply(current).closeAsync())
					: Mono.empty();
		});
	}

	/**
	 * What to do when a link is opened and lost.
	 *
	 * @param <T> the connection, or what holds it
	 */
	interface Events<T> {

		/**
		 * Handle a connection that nobody else has yet.
		 */
		void prepare(T connection);

		/**
		 * Handle a connection that is in use from now on.
		 */
		void opened(T connection);

		/**
		 * Handle the loss of the connection.
		 */
		void lost();

		/**
		 * Handle that an answer is late, so that the other end may be the wrong one.
		 */
		default void suspected() {
		}

	}

}
