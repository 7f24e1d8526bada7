package io.grest.ws.client;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.error.TooManyRequestsException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Connections of a pool by key, with a limit, and the sockets that they share.
 */
final class PooledConnections {

	private final Map<PoolKey, PooledConnection<?>> connections = new ConcurrentHashMap<>();

	private final SharedSockets sockets = new SharedSockets();

	private final int maxConnections;

	PooledConnections(int maxConnections) {
		this.maxConnections = maxConnections;
	}

	/**
	 * Return the connection with the key of an opening, or open one.
	 */
	@SuppressWarnings("unchecked")
	<S, C> Mono<SocketConnection<S>> open(Opening<S, C> opening) {
		PooledConnection<S> pooled = (PooledConnection<S>) this.connections.compute(opening.key(), (key, there) -> {
			if (there != null && there.isUsable()) {
				there.requireSameHandler(opening.request().handler());
				return there;
			}
			if (there == null && this.connections.size() >= this.maxConnections) {
				throw new TooManyRequestsException("The pool has " + this.maxConnections
						+ " connections already: close some, or raise maxConnections");
			}
			return new PooledConnection<>(this.sockets.connect(opening).doOnNext(this::forget),
					opening.request().handler(), (gone) -> this.connections.remove(key, gone));
		});
		return pooled.connection();
	}

	// One that goes on with another socket is there already, by the key of its first.
	private void forget(SocketConnection<?> connection) {
		this.connections.values().removeIf((pooled) -> pooled.has(connection));
	}

	/**
	 * Return the number of connections that are open, or of those that are being opened.
	 */
	int size(boolean open) {
		return (int) this.connections.values().stream().filter((pooled) -> pooled.isOpen() == open).count();
	}

	/**
	 * Return the open connections.
	 */
	List<SocketConnection<?>> open() {
		return this.connections.values()
			.stream()
			.<SocketConnection<?>>mapMulti((pooled, found) -> pooled.ifOpen(found::accept))
			.toList();
	}

	Set<PoolKey> keys() {
		return Set.copyOf(this.connections.keySet());
	}

	boolean remove(PoolKey key) {
		return this.connections.remove(key) != null;
	}

	/**
	 * Close all connections. Begins at once.
	 * @param graceful whether to wait for unfinished calls
	 */
	Mono<Void> close(boolean graceful) {
		List<Mono<Void>> closing = this.connections.values().stream().map((pooled) -> pooled.close(graceful)).toList();
		return Flux.merge(closing).then();
	}

	void closeOwnedBy(Object owner) {
		this.connections.forEach((key, pooled) -> {
			if (key.isOwnedBy(owner)) {
				pooled.close(false);
			}
		});
	}

	/**
	 * Open a new socket for the next connection with the key of one.
	 */
	void retire(SocketConnection<?> connection) {
		this.sockets.retire(connection);
	}

}
