package io.grest.ws.client;

import java.util.function.Function;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.internal.wire.ResumeFrames;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Attempts of a client to connect: the function that completes the request, the opening
 * of a connection by the pool, then its set-up. An attempt belongs to a step and ends
 * with it.
 */
final class ClientAttempts<S, C> {

	private final SocketPool pool;

	private final SocketRequest<S, C> base;

	private final Function<SocketRequest<S, C>, Mono<SocketRequest<S, C>>> request;

	// Whether the function may complete the request in another way each time.
	private final boolean renews;

	private final Function<SocketConnection<S>, Mono<Void>> setUp;

	private final C implementation;

	private final Listener<S> listener;

	// Null if the contract cannot be resumed.
	private final @Nullable ClientResume resume;

	// The application's code may block, so it must not run on an event loop.
	private final Scheduler blocking = Schedulers.boundedElastic();

	/**
	 * Create the attempts of a client.
	 * @param builder the builder of the client
	 * @param implementation the implementation of the client's side of the contract
	 * @param listener the client
	 * @param listeners the listeners of what becomes of topics
	 */
	ClientAttempts(SocketClients.Builder<S, C> builder, C implementation, Listener<S> listener,
			TopicsReached.Listener listeners) {
		this.pool = builder.pool();
		this.base = builder.base();
		this.request = builder.request();
		this.renews = builder.completesRequest();
		this.setUp = builder.setUp();
		this.implementation = implementation;
		this.listener = listener;
		ResumeFrames frames = builder.pool().openings().format(this.base.contract()).resume();
		this.resume = (this.base.contract().resume().isPresent() && frames != null)
				? new ClientResume(frames, listener, listeners) : null;
	}

	/**
	 * Begin the attempt of a step.
	 * @param connecting the step, to which the work of the attempt is added
	 */
	void begin(ClientStep<S> connecting) {
		add(connecting, prepare(connecting).publishOn(this.blocking)
			.subscribe((opening) -> connect(connecting, opening), (ex) -> this.listener.notPrepared(connecting, ex)));
	}

	private void connect(ClientStep<S> connecting, Opening<S, C> opening) {
		add(connecting,
				UserCode.run(() -> this.pool.open(opening))
					.flatMap((connection) -> setUp(connecting, connection))
					.subscribe((connection) -> this.listener.opened(connecting, connection),
							(ex) -> this.listener.failed(connecting, ex)));
	}

	// The step may have ended meanwhile, on another thread.
	private void add(ClientStep<S> connecting, Disposable attempt) {
		if (!connecting.work().add(attempt)) {
			giveUp(connecting);
		}
	}

	// The request and the interceptors together have the handshake timeout.
	private Mono<Opening<S, C>> prepare(ClientStep<S> connecting) {
		String name = this.base.contract().name();
		Mono<Opening<S, C>> prepared = UserCode.run(() -> this.request.apply(this.base))
			.subscribeOn(this.blocking)
			.switchIfEmpty(Mono.error(() -> new IllegalStateException(
					"The function that completes the request of the client of " + name + " returned an empty Mono")))
			.map((request) -> request.ownedBy(connecting, this.resume).handler(this.implementation))
			.flatMap((request) -> this.pool.openings().of(request, this.renews ? anew(connecting) : null));
		return UserCode.limit(prepared, this.pool.openings().handshakeTimeout(),
				"The function that completes the request of the client of " + name + ", or an interceptor,");
	}

	private Mono<SocketRequest<S, C>> anew(ClientStep<S> open) {
		return UserCode.run(() -> this.request.apply(this.base))
			.subscribeOn(this.blocking)
			.map((request) -> request.ownedBy(open, null));
	}

	private Mono<SocketConnection<S>> setUp(ClientStep<S> connecting, SocketConnection<S> connection) {
		if (connection == connecting.connection()) {
			// It goes on as it was set up.
			return Mono.just(connection);
		}
		Mono<Void> closing = connection.closed().flatMap((reason) -> Mono.error(ClientStep.error(reason)));
		return Mono.firstWithSignal(Mono.defer(() -> this.setUp.apply(connection)), closing)
			.thenReturn(connection)
			.doOnError((ex) -> connection.close())
			.doOnCancel(connection::close);
	}

	/**
	 * End the work of a step. Also closes a connection that the server accepts at this
	 * moment.
	 * @param step a step that is no longer current, of any phase
	 */
	void giveUp(ClientStep<S> step) {
		step.work().dispose();
		if (step.isConnecting()) {
			this.pool.closeOwnedBy(step);
		}
	}

	/**
	 * Let the next attempt open a new socket.
	 */
	void retire(SocketConnection<S> connection) {
		this.pool.retire(connection);
	}

	/**
	 * Close the socket of a connection that goes on with another one.
	 * @return {@code false} if it does not
	 */
	boolean leave(SocketConnection<S> connection) {
		return this.resume != null && this.resume.leave(connection);
	}

	/**
	 * End the session of a connection that has lost its socket, as it does not go on.
	 */
	void abandon() {
		if (this.resume != null) {
			this.resume.end();
		}
	}

	/**
	 * Contract for the client of the attempts. An attempt whose step is no longer current
	 * may still report its outcome.
	 */
	interface Listener<S> extends ClientResume.Listener {

		/**
		 * Return whether a step is the current one.
		 */
		boolean isCurrent(ClientStep<S> step);

		/**
		 * Handle an open connection.
		 */
		void opened(ClientStep<S> connecting, SocketConnection<S> connection);

		/**
		 * Handle an attempt for which the application did not complete the request.
		 */
		void notPrepared(ClientStep<S> connecting, Throwable ex);

		/**
		 * Handle a failed attempt.
		 */
		void failed(ClientStep<S> connecting, Throwable ex);

	}

}
