package io.grest.ws.autoconfigure;

import reactor.core.publisher.Mono;

import org.springframework.context.SmartLifecycle;

/**
 * Life cycle that closes a resource in its phase, when the application stops. Spring
 * waits until it is closed, at most for the timeout of a phase.
 */
abstract class ClosingLifecycle implements SmartLifecycle {

	private final int phase;

	private volatile boolean running;

	/**
	 * Create a life cycle.
	 * @param phase the phase to close in
	 */
	ClosingLifecycle(int phase) {
		this.phase = phase;
	}

	/**
	 * Close.
	 * @return completes when all is closed
	 */
	abstract Mono<Void> close();

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public final void stop() {
		stop(() -> {
		});
	}

	@Override
	public final void stop(Runnable callback) {
		this.running = false;
		Mono.defer(this::close).onErrorComplete().doFinally((signal) -> callback.run()).subscribe();
	}

	@Override
	public final boolean isRunning() {
		return this.running;
	}

	// Like the web server, and because a closed client cannot be opened again.
	@Override
	public final boolean isPauseable() {
		return false;
	}

	@Override
	public final int getPhase() {
		return this.phase;
	}

}
