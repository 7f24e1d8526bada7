package io.grest.ws.autoconfigure;

import java.time.Duration;

import io.grest.ws.server.ActiveConnections;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Drains the connections when the application stops: before the web server stops, which
 * would wait for them and close them without a reason, and which answers new upgrades
 * with 503 meanwhile.
 */
final class SocketServerLifecycle implements SmartLifecycle {

	private static final int PHASE = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;

	private final ActiveConnections connections;

	private final Duration window;

	private volatile boolean running;

	/**
	 * Create a life cycle.
	 * @param connections the connections
	 * @param window over how long their closes are spread at most
	 */
	SocketServerLifecycle(ActiveConnections connections, Duration window) {
		this.connections = connections;
		this.window = window;
	}

	@Override
	public void start() {
		this.connections.resume();
		this.running = true;
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

	// Spring waits for the callback no longer than its timeout for a phase.
	@Override
	public void stop(Runnable callback) {
		this.running = false;
		this.connections.drain(this.window).doFinally((signal) -> callback.run()).subscribe();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	// As the web server is not.
	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
