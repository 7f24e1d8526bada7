package io.grest.ws.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ObjIntConsumer;

import org.jspecify.annotations.Nullable;

/**
 * Permits of connections, within the limits of a server. Safe to use from any thread.
 */
final class Admissions {

	private final ActiveConnections.Limits limits;

	private final AtomicInteger admitted = new AtomicInteger();

	// By address, and by the name of the user.
	private final Map<Object, Integer> byOrigin = new ConcurrentHashMap<>();

	/**
	 * Create permits.
	 * @param limits the limits of connections
	 */
	Admissions(ActiveConnections.Limits limits) {
		this.limits = limits;
	}

	/**
	 * Admit a connection before its upgrade.
	 * @param refused the callback for a refused connection, with the property and the
	 * value of the limit that is reached
	 * @return the permit, to be released when the connection has ended, or {@code null}
	 * if a limit is reached
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
		Permit permit = new Permit(address);
		if (principal != null && !permit.admits(principal.getName())) {
			permit.release();
			refused.accept("max-connections-per-principal", this.limits.perPrincipal());
			return null;
		}
		return permit;
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
	 * Permit of one connection, which counts until it is released.
	 */
	final class Permit {

		private final @Nullable InetAddress address;

		// Guarded by this.
		private @Nullable String user;

		// Guarded by this.
		private boolean released;

		private Permit(@Nullable InetAddress address) {
			this.address = address;
		}

		/**
		 * Admit the user of the connection, which counts for it from now on, and no more
		 * for one before.
		 * @param user the name of its principal
		 * @return {@code false} if the user has too many: nothing changes
		 */
		synchronized boolean admits(String user) {
			int limit = Admissions.this.limits.perPrincipal();
			if (limit == 0 || this.released || user.equals(this.user)) {
				return true;
			}
			if (!enter(user, limit)) {
				return false;
			}
			leave(this.user);
			this.user = user;
			return true;
		}

		synchronized void release() {
			if (!this.released) {
				this.released = true;
				leave(this.address);
				leave(this.user);
				Admissions.this.admitted.decrementAndGet();
			}
		}

	}

}
