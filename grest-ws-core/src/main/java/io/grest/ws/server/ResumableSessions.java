package io.grest.ws.server;

import java.time.Duration;

import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Sessions of a node whose clients may come back after they have lost their socket, with
 * their limits. Servers may share them. Safe to use from any thread.
 *
 * @since 0.1.0
 */
public final class ResumableSessions {

	private final Limits limits;

	/**
	 * Create sessions.
	 * @param limits the limits of sessions whose clients are away
	 */
	public ResumableSessions(Limits limits) {
		this.limits = limits;
	}

	/**
	 * Return the limits.
	 * @return the limits
	 */
	public Limits limits() {
		return this.limits;
	}

	/**
	 * Limits of sessions whose clients are away.
	 *
	 * @param ttl how long a session is kept
	 * @param total the number of sessions. When there is one more, the one that has been
	 * away longest ends
	 * @param perUser the number of sessions of one user, or from one address without a
	 * user
	 * @param size what the frames of all sessions may have together
	 */
	public record Limits(Duration ttl, int total, int perUser, DataSize size) {

		/**
		 * 2 min, 10,000 sessions, 8 of a user, 64 MB.
		 */
		public static final Limits DEFAULTS = new Limits(Duration.ofMinutes(2), 10_000, 8, DataSize.ofMegabytes(64));

		/**
		 * Create limits, checking their ranges.
		 */
		public Limits {
			Assert.isTrue(ttl.toMillis() > 0, () -> "ttl is " + ttl + ": it must be at least 1 ms");
			Assert.isTrue(total > 0, () -> "total is " + total + ": it must be positive");
			Assert.isTrue(perUser > 0, () -> "perUser is " + perUser + ": it must be positive");
			Assert.isTrue(size.toBytes() > 0, () -> "size is " + size + ": it must be positive");
		}

	}

}
