package io.grest.ws.autoconfigure;

import io.grest.ws.client.SocketClients;
import io.grest.ws.client.SocketPool;
import reactor.core.publisher.Mono;

import org.springframework.context.SmartLifecycle;

/**
 * Closes clients and connections when the application stops: after the web server, whose
 * last requests may need them, and before the event loops end.
 */
final class SocketClientLifecycle implements SmartLifecycle {

	// The web server stops at DEFAULT_PHASE - 2048, Reactor's resources at the very end.
	private static final int PHASE = DEFAULT_PHASE - 4096;

	private final SocketClients clients;

	private final SocketPool pool;

	private volatile boolean running;

	SocketClientLifecycle(SocketClients clients, SocketPool pool) {
		this.clients = clients;
		this.pool = pool;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

	// Clients first: a client whose connection the pool closed would connect again.
	@Override
	public void stop(Runnable callback) {
		this.running = false;
		this.clients.closeAll()
			.then(Mono.defer(() -> this.pool.closeAll()))
			.onErrorComplete()
			.doFinally((signal) -> callback.run())
			.subscribe();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	// A client that was closed cannot go on.
	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
