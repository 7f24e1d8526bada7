package io.grest.ws.autoconfigure;

import reactor.core.publisher.Mono;

import org.springframework.context.SmartLifecycle;

/**
 * Closes something when the application stops, at its turn. Spring waits for the end of
 * it, no longer than its timeout for a phase.
 */
abstract class ClosingLifecycle implements SmartLifecycle {

	private final int phase;

	private volatile boolean running;

	/**
	 * Create a life cycle.
	 * @param phase when it is its turn
	 */
	ClosingLifecycle(int phase) {
		this.phase = phase;
	}

	/**
	 * Close.
	 * @return ends when all is closed
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
		close().onErrorComplete().doFinally((signal) -> callback.run()).subscribe();
	}

	@Override
	public final boolean isRunning() {
		return this.running;
	}

	// As the web server is not; and a client that was closed cannot go on.
	@Override
	public final boolean isPauseable() {
		return false;
	}

	@Override
	public final int getPhase() {
		return this.phase;
	}

}
