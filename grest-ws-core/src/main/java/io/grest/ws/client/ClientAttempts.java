package io.grest.ws.client;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.grest.ws.client.ClientState.Phase;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.error.ServerErrorException;
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

	private final UnaryOperator<SocketRequest<S, C>> request;

	private final Function<SocketConnection<S>, Mono<Void>> setUp;

	private final C implementation;

	private final Listener<S> listener;

	private final Scheduler scheduler = Schedulers.parallel();

	// The user's function that completes a request may block, so it must not run on an
	// event loop.
	private final Scheduler blocking = Schedulers.boundedElastic();

	/**
	 * Create the attempts of a client.
	 * @param builder the builder of the client
	 * @param implementation the implementation of the client's side of the contract
	 * @param listener the client
	 */
	ClientAttempts(SocketClients.Builder<S, C> builder, C implementation, Listener<S> listener) {
		this.pool = builder.pool();
		this.base = builder.base();
		this.request = builder.request();
		this.setUp = builder.setUp();
		this.implementation = implementation;
		this.listener = listener;
	}

	/**
	 * Begin the attempt of a step.
	 * @param connecting the step, to which the work of the attempt is added
	 */
	void begin(ClientStep<S> connecting) {
		Duration limit = this.pool.openings().handshakeTimeout();
		Disposable deadline = this.scheduler.schedule(
				() -> this.listener.failed(connecting,
						new ServerErrorException("The function that completes the request of the client of "
								+ this.base.contract().name() + " did not return within " + limit.toMillis() + " ms")),
				limit.toMillis(), TimeUnit.MILLISECONDS);
		connecting.work().add(deadline);
		try {
			connecting.work().add(this.blocking.schedule(() -> attempt(connecting, deadline)));
		}
		catch (RejectedExecutionException ex) {
			this.listener.failed(connecting, ex);
		}
	}

	// Runs off the event loop, as the request and the interceptors are user code.
	private void attempt(ClientStep<S> connecting, Disposable deadline) {
		if (!this.listener.isCurrent(connecting)) {
			return;
		}
		try {
			SocketRequest<S, C> request = this.request.apply(this.base)
				.ownedBy(connecting)
				.handler(this.implementation);
			if (!this.listener.isCurrent(connecting)) {
				return;
			}
			Disposable attempt = this.pool.getOrConnect(request)
				.flatMap(this::setUp)
				.subscribe((connection) -> this.listener.opened(connecting, connection),
						(ex) -> this.listener.failed(connecting, ex));
			if (!connecting.work().add(attempt)) {
				giveUp(connecting);
			}
		}
		catch (Throwable ex) {
			this.listener.failed(connecting, ex);
		}
		deadline.dispose();
	}

	private Mono<SocketConnection<S>> setUp(SocketConnection<S> connection) {
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
		if (step.is(Phase.CONNECTING)) {
			this.pool.closeOwnedBy(step);
		}
	}

	/**
	 * Contract for the client of the attempts. An attempt whose step is no longer current
	 * may still report its outcome.
	 */
	interface Listener<S> {

		/**
		 * Return whether a step is the current one.
		 */
		boolean isCurrent(ClientStep<S> step);

		/**
		 * Handle an open connection.
		 */
		void opened(ClientStep<S> connecting, SocketConnection<S> connection);

		/**
		 * Handle a failed attempt.
		 */
		void failed(ClientStep<S> connecting, Throwable ex);

	}

}
