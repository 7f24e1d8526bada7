package io.grest.ws.internal.call;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Token bucket for the calls of one connection, with the tokens of one second. Used by
 * the reading thread of the connection.
 */
final class RateLimit {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private final long perSecond;

	private final LongSupplier nanoTime;

	// In billionths of a token, so that no fraction is lost between two calls.
	private long tokens;

	private long filledAt;

	private long refusedInRow;

	RateLimit(int perSecond, LongSupplier nanoTime) {
		this.perSecond = perSecond;
		this.nanoTime = nanoTime;
		this.tokens = perSecond * SECOND;
		this.filledAt = nanoTime.getAsLong();
	}

	/**
	 * Take a token.
	 * @return {@code false} if none is left
	 */
	boolean tryTake() {
		long now = this.nanoTime.getAsLong();
		long elapsed = Math.min(now - this.filledAt, SECOND);
		this.filledAt = now;
		this.tokens = Math.min(this.tokens + elapsed * this.perSecond, this.perSecond * SECOND);
		if (this.tokens < SECOND) {
			this.refusedInRow++;
			return false;
		}
		this.tokens -= SECOND;
		this.refusedInRow = 0;
		return true;
	}

	/**
	 * Return whether the peer continues to call after as many refusals in a row as the
	 * limit of a second.
	 */
	boolean isIgnored() {
		return this.refusedInRow > this.perSecond;
	}

}
