package io.grest.ws.internal.call;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A token bucket for the calls of one connection: a second's worth of tokens, filled as
 * time goes by. Used by the one thread that reads the connection.
 */
final class RateLimit {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private final long perSecond;

	private final LongSupplier nanoTime;

	// In units of a billionth of a token, so that nothing is lost between two looks.
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
	 * @return {@code false} if there is none
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
	 * Whether the peer goes on although it was refused a second's worth of calls in a
	 * row.
	 */
	boolean isIgnored() {
		return this.refusedInRow > this.perSecond;
	}

}
