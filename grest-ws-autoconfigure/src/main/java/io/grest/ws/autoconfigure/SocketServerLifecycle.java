package io.grest.ws.autoconfigure;

import java.time.Duration;

import io.grest.ws.server.ActiveConnections;
import reactor.core.publisher.Mono;

import org.springframework.boot.web.server.context.WebServerApplicationContext;

/**
 * Life cycle that drains the connections when the application stops. It runs before the
 * web server stops, which would wait for the connections and close them without a reason.
 * Meanwhile new upgrades are answered with 503. All connections are closed within the
 * timeout of this phase: one that is still open would use up that of the web server.
 */
final class SocketServerLifecycle extends ClosingLifecycle {

	private static final int PHASE = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;

	private final ActiveConnections connections;

	private final Duration window;

	private final Duration limit;

	/**
	 * Create a life cycle.
	 * @param connections the connections
	 * @param window the maximum time over which their closes are spread
	 * @param limit the timeout of a phase
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
