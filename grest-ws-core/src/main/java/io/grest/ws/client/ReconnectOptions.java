package io.grest.ws.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import org.springframework.util.Assert;

/**
 * When a client that lost its connection tries again: after {@code baseDelay}, doubled
 * for each further attempt up to {@code maxDelay}, spread by {@code jitter}, so that the
 * clients of a server that restarts do not all return at once.
 *
 * @param enabled whether it tries at all
 * @param baseDelay before the first attempt, 1 s
 * @param maxDelay before any attempt, 30 s
 * @param maxRetries how many attempts in a row may fail, -1 for no limit
 * @param jitter how far a delay is spread, as a part of it: 0 to 1, 0.5 by default
 * @param resetAfter how long a connection must have held for the count of attempts to
 * begin anew, 10 s
 * @since 0.1.0
 */
public record ReconnectOptions(boolean enabled, Duration baseDelay, Duration maxDelay, int maxRetries, double jitter,
		Duration resetAfter) {

	/**
	 * The default of every option.
	 */
	public static final ReconnectOptions DEFAULTS = new ReconnectOptions(true, Duration.ofSeconds(1),
			Duration.ofSeconds(30), -1, 0.5, Duration.ofSeconds(10));

	/**
	 * No second attempt.
	 */
	public static final ReconnectOptions NEVER = new ReconnectOptions(false, DEFAULTS.baseDelay, DEFAULTS.maxDelay, 0,
			0, DEFAULTS.resetAfter);

	/**
	 * Create options, checking their ranges.
	 */
	public ReconnectOptions {
		Assert.isTrue(!baseDelay.isNegative() && !baseDelay.isZero(),
				() -> "baseDelay is " + baseDelay + ": it must be positive");
		Assert.isTrue(maxDelay.compareTo(baseDelay) >= 0,
				() -> "maxDelay is " + maxDelay + ": it must not be less than baseDelay, " + baseDelay);
		Assert.isTrue(maxRetries >= -1, () -> "maxRetries is " + maxRetries + ": it must be -1 for no limit, or more");
		Assert.isTrue(jitter >= 0 && jitter <= 1, () -> "jitter is " + jitter + ": it must be from 0 to 1");
		Assert.isTrue(!resetAfter.isNegative(), () -> "resetAfter is " + resetAfter + ": it must not be negative");
	}

	/**
	 * Whether another attempt may follow.
	 * @param failed how many attempts in a row have failed
	 */
	boolean allows(int failed) {
		return this.enabled && (this.maxRetries < 0 || failed < this.maxRetries);
	}

	/**
	 * How long to wait.
	 * @param failed how many attempts in a row have failed
	 */
	Duration delay(int failed) {
		double random = ThreadLocalRandom.current().nextDouble();
		double most = this.maxDelay.toMillis();
		double doubled = this.baseDelay.toMillis() * Math.pow(2, Math.min(failed, 30));
		// At the limit the spread goes down only, and is a spread still.
		double spread = (doubled < most) ? Math.min(doubled * (1 + this.jitter * (random * 2 - 1)), most)
				: most * (1 - this.jitter * random);
		return Duration.ofMillis(Math.max(1, Math.round(spread)));
	}

}
