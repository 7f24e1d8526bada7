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
import java.util.function.ObjIntConsumer;

import io.grest.ws.connection.ConnectionFactory;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.internal.Loggers;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
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

	private static final Log logger = LogFactory.getLog(Loggers.SERVER);

	private static final Duration LONGEST_STEP = Duration.ofMillis(1);

	private static final Duration LONGEST_MARGIN = Duration.ofSeconds(2);

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
	 * @param limit within which all of it ends, from the subscription on. Shortly before,
	 * what is still open is closed with its calls unfinished, and cut if the peer does
	 * not even take that
	 * @return completes when all have closed
	 */
	public Mono<Void> drain(Duration window, Duration limit) {
		this.draining = true;
		// All at once, before the first one closes: nobody is served after another was
		// told that the server goes away.
		this.connections.forEach(ConnectionFactory::refuseCalls);
		Duration margin = shorter(limit.dividedBy(5), LONGEST_MARGIN);
		Duration regular = limit.minus(margin);
		int index = 0;
		long step = (this.connections.isEmpty()) ? 0
				: shorter(shorter(window, regular).dividedBy(this.connections.size()), LONGEST_STEP).toNanos();
		for (SocketConnection<?> connection : this.connections) {
			ConnectionFactory.goAway(connection, Duration.ofNanos(step * index++));
		}
		return allClosed().timeout(regular, Mono.defer(() -> {
			closeNow(margin.dividedBy(2));
			return allClosed();
		}));
	}

	private static Duration shorter(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	private Mono<Void> allClosed() {
		return Flux.fromIterable(this.connections).flatMap(SocketConnection::closed, Integer.MAX_VALUE).then();
	}

	private void closeNow(Duration patience) {
		if (!this.connections.isEmpty()) {
			logger.warn(this.connections.size() + " connections are closed with calls unfinished, or cut: they did not"
					+ " end within the time to shut down");
			this.connections.forEach((connection) -> ConnectionFactory.goAwayNow(connection, patience));
		}
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
	 * @param refused is called with the property of the limit and the limit if there is
	 * no room for it
	 * @return to be released when the connection has ended, or {@code null} if there is
	 * no room for it
	 */
	@Nullable Permit admit(@Nullable InetSocketAddress remote, @Nullable Principal principal, ObjIntConsumer<String> refused) {
		if (this.admitted.incrementAndGet() > this.limits.total() && this.limits.total() > 0) {
			this.admitted.decrementAndGet();
			refused.accept("max-connections", this.limits.total());
			return null;
		}
		InetAddress address = (this.limits.perAddress() > 0 && remote != null) ? remote.getAddress() : null;
		if (address != null && !enter(address, this.limits.perAddress())) {
			this.admitted.decrementAndGet();
			refused.accept("max-connections-per-address", this.limits.perAddress());
			return null;
		}
		String name = (this.limits.perPrincipal() > 0 && principal != null) ? principal.getName() : null;
		if (name != null && !enter(name, this.limits.perPrincipal())) {
			leave(address);
			this.admitted.decrementAndGet();
			refused.accept("max-connections-per-principal", this.limits.perPrincipal());
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
