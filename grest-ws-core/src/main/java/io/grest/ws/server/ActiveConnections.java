package io.grest.ws.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.grest.ws.connection.ConnectionFactory;
import io.grest.ws.connection.SocketConnection;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.util.Assert;

/**
 * The connections of a server: how many there may be, and how they end together. One that
 * never finishes its handshake counts like any other.
 *
 * @since 0.1.0
 */
public final class ActiveConnections {

	private final ConnectionLimits limits;

	private final AtomicInteger admitted = new AtomicInteger();

	private final Map<Object, Integer> byOrigin = new ConcurrentHashMap<>();

	private final Set<SocketConnection<?>> connections = ConcurrentHashMap.newKeySet();

	private volatile boolean draining;

	/**
	 * Create an empty set.
	 * @param limits how many connections there may be
	 */
	public ActiveConnections(ConnectionLimits limits) {
		this.limits = limits;
	}

	/**
	 * The connections whose WebSocket is open, those in their handshake included.
	 * @return a read-only view that changes as they come and go
	 */
	public Collection<SocketConnection<?>> connections() {
		return Collections.unmodifiableSet(this.connections);
	}

	/**
	 * Whether new connections are refused because the server is going away.
	 * @return {@code true} from {@link #drain} on, up to a {@link #resume}
	 */
	public boolean isDraining() {
		return this.draining;
	}

	/**
	 * Refuse new connections, take no new calls on those there are, wait for unfinished
	 * ones, and close with 1001. Begins at once.
	 * @param window over how long the closes are spread at most, so that not all clients
	 * of a large server return at once: a millisecond for each connection
	 * @return completes when all have closed
	 */
	public Mono<Void> drain(Duration window) {
		this.draining = true;
		// All at once, before the first one closes: nobody is served after another was
		// told
		// that the server goes away.
		this.connections.forEach(ConnectionFactory::refuseCalls);
		int index = 0;
		long step = (this.connections.isEmpty()) ? 0
				: Math.min(window.toNanos() / this.connections.size(), Duration.ofMillis(1).toNanos());
		for (SocketConnection<?> connection : this.connections) {
			ConnectionFactory.goAway(connection, Duration.ofNanos(step * index++));
		}
		return Flux.fromIterable(this.connections).flatMap(SocketConnection::closed, Integer.MAX_VALUE).then();
	}

	/**
	 * Admit new connections again, for a server that starts again after it has stopped.
	 */
	public void resume() {
		this.draining = false;
	}

	void add(SocketConnection<?> connection) {
		this.connections.add(connection);
		if (this.draining) {
			ConnectionFactory.goAway(connection, Duration.ZERO);
		}
	}

	void remove(SocketConnection<?> connection) {
		this.connections.remove(connection);
	}

	/**
	 * Admit a connection before its upgrade.
	 * @return to be released when the connection has ended, or {@code null} if there is
	 * no room for it
	 */
	@Nullable Permit admit(@Nullable InetSocketAddress remote, @Nullable Principal principal) {
		if (this.admitted.incrementAndGet() > this.limits.total() && this.limits.total() > 0) {
			this.admitted.decrementAndGet();
			return null;
		}
		InetAddress address = (this.limits.perAddress() > 0 && remote != null) ? remote.getAddress() : null;
		if (address != null && !enter(address, this.limits.perAddress())) {
			this.admitted.decrementAndGet();
			return null;
		}
		String name = (this.limits.perPrincipal() > 0 && principal != null) ? principal.getName() : null;
		if (name != null && !enter(name, this.limits.perPrincipal())) {
			leave(address);
			this.admitted.decrementAndGet();
			return null;
		}
		return new Permit(address, name);
	}

	private boolean enter(Object origin, int limit) {
		if (this.byOrigin.merge(origin, 1, Integer::sum) <= limit) {
			return true;
		}
		leave(origin);
		return false;
	}

	private void leave(@Nullable Object origin) {
		if (origin != null) {
			this.byOrigin.computeIfPresent(origin, (key, count) -> (count > 1) ? count - 1 : null);
		}
	}

	/**
	 * How many connections there may be; 0 for no limit.
	 *
	 * @param total in all
	 * @param perAddress from one remote address
	 * @param perPrincipal of one principal that the HTTP layer authenticated
	 */
	public record ConnectionLimits(int total, int perAddress, int perPrincipal) {

		/**
		 * No limit.
		 */
		public static final ConnectionLimits NONE = new ConnectionLimits(0, 0, 0);

		/**
		 * Create limits, checking their ranges.
		 */
		public ConnectionLimits {
			isLimit("total", total);
			isLimit("perAddress", perAddress);
			isLimit("perPrincipal", perPrincipal);
		}

		private static void isLimit(String name, int value) {
			Assert.isTrue(value >= 0, () -> name + " is " + value + ": it must be positive, or 0 for no limit");
		}

	}

	/**
	 * Counts one connection until it is released, once.
	 */
	final class Permit extends AtomicBoolean {

		private final @Nullable InetAddress address;

		private final @Nullable String principal;

		private Permit(@Nullable InetAddress address, @Nullable String principal) {
			this.address = address;
			this.principal = principal;
		}

		void release() {
			if (compareAndSet(false, true)) {
				leave(this.address);
				leave(this.principal);
				ActiveConnections.this.admitted.decrementAndGet();
			}
		}

	}

}
