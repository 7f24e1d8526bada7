package io.grest.ws.autoconfigure;

import java.time.Duration;

import io.grest.ws.server.ActiveConnections;
import reactor.core.publisher.Mono;

import org.springframework.boot.web.server.context.WebServerApplicationContext;

/**
 * Drains the connections when the application stops: before the web server stops, which
 * would wait for them and close them without a reason, and which answers new upgrades
 * with 503 meanwhile. Its phase is all the time there is: what is left open then would
 * cost the web server's as well.
 */
final class SocketServerLifecycle extends ClosingLifecycle {

	private static final int PHASE = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;

	private final ActiveConnections connections;

	private final Duration window;

	private final Duration limit;

	/**
	 * Create a life cycle.
	 * @param connections the connections
	 * @param window over how long their closes are spread at most
	 * @param limit how long Spring waits for a phase
	 */
	SocketServerLifecycle(ActiveConnections connections, Duration window, Duration limit) {
		super(PHASE);
		this.connections = connections;
		this.window = window;
		this.limit = limit;
	}

	@Override
	public void start() {
		this.connections.resume();
		super.start();
	}

	@Override
	Mono<Void> close() {
		return this.connections.drain(this.window, this.limit);
	}

}
