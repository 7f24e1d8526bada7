package io.grest.ws.server;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.internal.Loggers;
import io.grest.ws.internal.session.ConnectedListener;
import io.grest.ws.internal.session.ConnectionAccess;
import io.grest.ws.protocol.SocketCloseStatus;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.util.Assert;

/**
 * Active connections of a server, with their limits, which are drained together when the
 * server stops. A connection in its handshake counts as well. Safe to use from any
 * thread.
 *
 * @since 0.1.0
 */
public final class ActiveConnections {

	private static final Log logger = LogFactory.getLog(Loggers.SERVER);

	private static final Duration LONGEST_STEP = Duration.ofMillis(1);

	private static final Duration LONGEST_MARGIN = Duration.ofSeconds(2);

	private final SetUps setUps;

	// Null for no limit.
	private final @Nullable AgeLimit<SocketConnection<?>> age;

	private final Admissions admissions;

	private final Set<SocketConnection<?>> connections = ConcurrentHashMap.newKeySet();

	private volatile Duration longestHandshake = Duration.ZERO;

	// By the names of users, for as long as a handshake may last.
	private final Map<String, Long> endedHandshakes = new ConcurrentHashMap<>();

	private final ConnectedListener.UserListener users = this::closeUser;

	private volatile boolean draining;

	/**
	 * Create an empty set of connections.
	 * @param limits the limits of connections
	 */
	public ActiveConnections(Limits limits) {
		this(limits, SetUpLimits.NONE, Duration.ZERO);
	}

	/**
	 * Create an empty set of connections whose set-ups or age are limited.
	 * @param limits the limits of connections
	 * @param setUps the limits of their set-ups
	 * @param maxAge the age at which a connection is asked to go elsewhere, up to a tenth
	 * more or less; at least 1 s, or zero for no limit
	 */
	public ActiveConnections(Limits limits, SetUpLimits setUps, Duration maxAge) {
		this.admissions = new Admissions(limits);
		this.setUps = new SetUps(setUps, Schedulers.parallel());
		this.age = AgeLimit.isLimit(maxAge) ? new AgeLimit<>(maxAge, Schedulers.parallel(), this::retire) : null;
	}

	/**
	 * Return the number of requests that wait for their set-up.
	 * @return the current number
	 */
	public int waitingSetUps() {
		return this.setUps.waiting();
	}

	SetUps setUps() {
		return this.setUps;
	}

	/**
	 * Return the connections whose WebSocket is open, including those in their handshake.
	 * @return a read-only, live view
	 */
	public Collection<SocketConnection<?>> connections() {
		return Collections.unmodifiableSet(this.connections);
	}

	/**
	 * Return the connections of one user.
	 * @param name the name of the user's principal
	 * @return the connections, asked for each time they are used
	 */
	public UserConnections user(String name) {
		return new UserConnections(this, name);
	}

	/**
	 * Expect the handshakes of another server.
	 * @param limit the limit of their time
	 */
	synchronized void expectHandshakes(Duration limit) {
		if (limit.compareTo(this.longestHandshake) > 0) {
			this.longestHandshake = limit;
		}
	}

	/**
	 * Return the listener of users whose rights have ended on all nodes.
	 * @return always the same
	 */
	ConnectedListener.UserListener users() {
		return this.users;
	}

	// A handshake that does not see its end is among the connections already.
	private void closeUser(String contract, String user, SocketCloseStatus status) {
		endHandshakes(user);
		user(user).connections()
			.stream()
			.filter((connection) -> connection.contracts().stream().anyMatch((one) -> one.name().equals(contract)))
			.forEach((connection) -> connection.close(status.code(), status.reason()));
	}

	/**
	 * Reject the handshakes of a user that have begun.
	 */
	void endHandshakes(String user) {
		long now = System.nanoTime();
		this.endedHandshakes.values().removeIf((at) -> now - at > this.longestHandshake.toNanos());
		this.endedHandshakes.put(user, now);
	}

	/**
	 * Return whether the handshakes of a user were ended after one began.
	 * @param begun the beginning, as {@link System#nanoTime()}
	 */
	boolean hasEndedHandshakes(String user, long begun) {
		Long at = this.endedHandshakes.get(user);
		return at != null && at - begun >= 0;
	}

	/**
	 * Return whether new connections are refused because the server is stopping.
	 * @return {@code true} from {@link #drain} until {@link #resume}
	 */
	public boolean isDraining() {
		return this.draining;
	}

	/**
	 * Drain the connections: refuse new connections and new calls, wait for unfinished
	 * calls, and close with 1001. Begins at once, without a subscription.
	 * @param window the maximum time over which the closes are spread, a millisecond for
	 * each connection, so that the clients of a large server do not all reconnect at once
	 * @param limit the maximum time for all of this, from the subscription on. Shortly
	 * before its end, connections that are still open are closed with their calls
	 * unfinished, and cut if the peer does not read the close
	 * @return a {@code Mono} that completes when all connections have closed
	 */
	public Mono<Void> drain(Duration window, Duration limit) {
		this.draining = true;
		this.setUps.refuseWaiting();
		// All at once, before the first close: no client is served after another has
		// received that the server is going away.
		this.connections.forEach(ConnectionAccess::refuseCalls);
		Duration margin = shorter(limit.dividedBy(5), LONGEST_MARGIN);
		Duration regular = limit.minus(margin);
		int index = 0;
		long step = (this.connections.isEmpty()) ? 0
				: shorter(shorter(window, regular).dividedBy(this.connections.size()), LONGEST_STEP).toNanos();
		for (SocketConnection<?> connection : this.connections) {
			ConnectionAccess.goAway(connection, Duration.ofNanos(step * index++));
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
		return Flux.fromIterable(this.connections).flatMap(ConnectionAccess::ended, Integer.MAX_VALUE).then();
	}

	private void closeNow(Duration patience) {
		if (!this.connections.isEmpty()) {
			logger.warn(this.connections.size() + " connections did not end within the shutdown timeout and are"
					+ " closed with their calls unfinished; raise spring.lifecycle.timeout-per-shutdown-phase");
			this.connections.forEach((connection) -> ConnectionAccess.goAwayNow(connection, patience));
		}
	}

	/**
	 * Admit new connections again, for a server that is restarted.
	 */
	public void resume() {
		this.draining = false;
	}

	void add(SocketConnection<?> connection) {
		this.connections.add(connection);
		if (this.draining) {
			ConnectionAccess.goAway(connection, Duration.ZERO);
		}
		if (this.age != null) {
			this.age.add(connection);
		}
	}

	void remove(SocketConnection<?> connection) {
		this.connections.remove(connection);
		if (this.age != null) {
			this.age.remove(connection);
		}
	}

	// One whose client is away is asked when it is back.
	private boolean retire(SocketConnection<?> connection) {
		if (!connection.isOpen()) {
			return false;
		}
		if (logger.isDebugEnabled()) {
			logger.debug(connection + " is asked to go: it has reached grest.ws.server.max-connection-age");
		}
		ConnectionAccess.goAway(connection, Duration.ZERO);
		return true;
	}

	Admissions admissions() {
		return this.admissions;
	}

	/**
	 * Limits of connections; 0 for no limit.
	 *
	 * @param total the limit of all connections
	 * @param perAddress the limit of connections from one remote address
	 * @param perPrincipal the limit of connections of one principal, whether the HTTP
	 * layer or the handshake has authenticated it
	 */
	public record Limits(int total, int perAddress, int perPrincipal) {

		/**
		 * No limit.
		 */
		public static final Limits NONE = new Limits(0, 0, 0);

		/**
		 * Create limits, checking their ranges.
		 */
		public Limits {
			isLimit("total", total);
			isLimit("perAddress", perAddress);
			isLimit("perPrincipal", perPrincipal);
		}

		private static void isLimit(String name, int value) {
			Assert.isTrue(value >= 0, () -> name + " is " + value + ": it must be positive, or 0 for no limit");
		}

	}

}
