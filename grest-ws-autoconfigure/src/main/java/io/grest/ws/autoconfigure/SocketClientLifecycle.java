package io.grest.ws.autoconfigure;

import io.grest.ws.client.SocketClients;
import io.grest.ws.client.SocketPool;
import reactor.core.publisher.Mono;

/**
 * Life cycle that closes clients and the pool when the application stops: after the web
 * server, whose last requests may need them, and before the event loops end.
 */
final class SocketClientLifecycle extends ClosingLifecycle {

	// The web server stops at DEFAULT_PHASE - 2048, Reactor's resources at the very end.
	private static final int PHASE = DEFAULT_PHASE - 4096;

	private final SocketClients clients;

	private final SocketPool pool;

	SocketClientLifecycle(SocketClients clients, SocketPool pool) {
		super(PHASE);
		this.clients = clients;
		this.pool = pool;
	}

	// Clients first: a client whose connection the pool closed would connect again.
	@Override
	Mono<Void> close() {
		return this.clients.closeAll().then(Mono.defer(() -> this.pool.closeAll()));
	}

}
