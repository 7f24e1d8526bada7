package io.grest.ws.server;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * Limits of the set-ups of connections. A set-up lasts from the request for the upgrade
 * to the end of the handshake. One beyond the limits waits for its turn, before the
 * upgrade; one that cannot wait is refused with 503 and {@code Retry-After}.
 *
 * @param perSecond the number of set-ups that begin in a second, with bursts of a tenth
 * of it; 0 for no limit
 * @param concurrent the number of set-ups at once; 0 for no limit
 * @param waiting the number of requests that wait for their turn
 * @param waitTimeout how long a request waits
 * @since 0.1.0
 */
public record SetUpLimits(int perSecond, int concurrent, int waiting, Duration waitTimeout) {

	/**
	 * No limit.
	 */
	public static final SetUpLimits NONE = new SetUpLimits(0, 0, 1000, Duration.ofSeconds(3));

	/**
	 * Create limits, checking their ranges.
	 */
	public SetUpLimits {
		Assert.isTrue(perSecond >= 0, () -> "perSecond is " + perSecond + ": it must be positive, or 0 for no limit");
		Assert.isTrue(concurrent >= 0,
				() -> "concurrent is " + concurrent + ": it must be positive, or 0 for no limit");
		Assert.isTrue(waiting >= 0, () -> "waiting is " + waiting + ": it must not be negative");
		Assert.isTrue(waitTimeout.compareTo(Duration.ofMillis(1)) >= 0,
				() -> "waitTimeout is " + waitTimeout + ": it must be at least 1 ms");
		// Its nanoseconds have to fit into a long.
		Assert.isTrue(waitTimeout.compareTo(Duration.ofDays(36_500)) <= 0,
				() -> "waitTimeout is " + waitTimeout + ": it must be at most 36500 days");
	}

	/**
	 * Return whether there is a limit at all.
	 */
	boolean isLimited() {
		return this.perSecond > 0 || this.concurrent > 0;
	}

	/**
	 * Return how many set-ups may be expected to begin in a second.
	 */
	int rate() {
		return (this.perSecond > 0) ? this.perSecond : Math.max(1, this.concurrent);
	}

}
