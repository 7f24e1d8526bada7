package io.grest.ws.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import org.springframework.util.Assert;

/**
 * Options to reconnect. A client that lost its connection tries again after the base
 * delay, which is doubled for each further attempt up to the maximum, and spread by the
 * jitter, so that the clients of a restarting server do not all return at once.
 * Immutable.
 *
 * @since 0.1.0
 */
public final class ReconnectOptions {

	/**
	 * The default options.
	 */
	public static final ReconnectOptions DEFAULTS = builder().build();

	/**
	 * Options without a second attempt.
	 */
	public static final ReconnectOptions NEVER = builder().enabled(false).build();

	private final boolean enabled;

	private final Duration baseDelay;

	private final Duration maxDelay;

	private final int maxRetries;

	private final double jitter;

	private final Duration resetAfter;

	private ReconnectOptions(Builder builder) {
		this.enabled = builder.enabled;
		this.baseDelay = builder.baseDelay;
		this.maxDelay = builder.maxDelay;
		this.maxRetries = builder.maxRetries;
		this.jitter = builder.jitter;
		this.resetAfter = builder.resetAfter;
	}

	/**
	 * Create a builder that begins with the defaults.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Create a builder that begins with these options.
	 * @return the builder
	 */
	public Builder mutate() {
		return builder().enabled(this.enabled)
			.baseDelay(this.baseDelay)
			.maxDelay(this.maxDelay)
			.maxRetries(this.maxRetries)
			.jitter(this.jitter)
			.resetAfter(this.resetAfter);
	}

	/**
	 * Return whether a client tries again at all.
	 * @return {@code false} if the first failure is the end
	 */
	public boolean enabled() {
		return this.enabled;
	}

	/**
	 * Return the delay before the first attempt to reconnect.
	 * @return the delay, by default 1 s
	 */
	public Duration baseDelay() {
		return this.baseDelay;
	}

	/**
	 * Return the maximum delay before an attempt.
	 * @return the delay, by default 30 s
	 */
	public Duration maxDelay() {
		return this.maxDelay;
	}

	/**
	 * Return the maximum number of consecutive failed attempts.
	 * @return the limit, by default -1 for none
	 */
	public int maxRetries() {
		return this.maxRetries;
	}

	/**
	 * Return the fraction of a delay by which it is spread at random.
	 * @return from 0 to 1, by default 0.5
	 */
	public double jitter() {
		return this.jitter;
	}

	/**
	 * Return how long a connection must last for the count of attempts to be reset.
	 * @return the time, by default 10 s
	 */
	public Duration resetAfter() {
		return this.resetAfter;
	}

	/**
	 * Return whether another attempt may follow.
	 * @param failed the number of consecutive failed attempts
	 */
	boolean allows(int failed) {
		return this.enabled && (this.maxRetries < 0 || failed < this.maxRetries);
	}

	/**
	 * Return the delay before the next attempt.
	 * @param failed the number of consecutive failed attempts
	 */
	Duration delay(int failed) {
		double random = ThreadLocalRandom.current().nextDouble();
		double most = this.maxDelay.toMillis();
		double doubled = this.baseDelay.toMillis() * Math.pow(2, Math.min(failed, 30));
		// At the maximum the delay is spread downwards only.
		double spread = (doubled < most) ? Math.min(doubled * (1 + this.jitter * (random * 2 - 1)), most)
				: most * (1 - this.jitter * random);
		return Duration.ofMillis(Math.max(1, Math.round(spread)));
	}

	/**
	 * Return the delay before the next attempt at a server that asks for one.
	 * @param failed the number of consecutive failed attempts
	 * @param retryAfter the time that the server asks for. It is in whole seconds, so it
	 * is spread by up to a second more, and never exceeds the maximum delay
	 */
	Duration delay(int failed, Duration retryAfter) {
		Duration own = delay(failed);
		if (retryAfter.isZero()) {
			return own;
		}
		long asked = retryAfter.toMillis() + ThreadLocalRandom.current().nextInt(1000);
		return Duration.ofMillis(Math.max(own.toMillis(), Math.min(asked, this.maxDelay.toMillis())));
	}

	/**
	 * Builder of options. Each method checks the range of its value.
	 */
	public static final class Builder {

		private boolean enabled = true;

		private Duration baseDelay = Duration.ofSeconds(1);

		private Duration maxDelay = Duration.ofSeconds(30);

		private int maxRetries = -1;

		private double jitter = 0.5;

		private Duration resetAfter = Duration.ofSeconds(10);

		private Builder() {
		}

		/**
		 * Set whether a client tries again at all.
		 * @param enabled {@code false} if the first failure is the end
		 * @return this builder
		 */
		public Builder enabled(boolean enabled) {
			this.enabled = enabled;
			return this;
		}

		/**
		 * Set the delay before the first attempt to reconnect.
		 * @param baseDelay the delay, by default 1 s
		 * @return this builder
		 * @throws IllegalArgumentException if not positive
		 */
		public Builder baseDelay(Duration baseDelay) {
			Assert.isTrue(!baseDelay.isNegative() && !baseDelay.isZero(),
					() -> "baseDelay is " + baseDelay + ": it must be positive");
			this.baseDelay = baseDelay;
			return this;
		}

		/**
		 * Set the maximum delay before an attempt.
		 * @param maxDelay the delay, by default 30 s; not less than the base delay
		 * @return this builder
		 */
		public Builder maxDelay(Duration maxDelay) {
			this.maxDelay = maxDelay;
			return this;
		}

		/**
		 * Set the maximum number of consecutive failed attempts.
		 * @param maxRetries the limit, by default -1 for none
		 * @return this builder
		 * @throws IllegalArgumentException if less than -1
		 */
		public Builder maxRetries(int maxRetries) {
			Assert.isTrue(maxRetries >= -1,
					() -> "maxRetries is " + maxRetries + ": it must be -1 for no limit, or more");
			this.maxRetries = maxRetries;
			return this;
		}

		/**
		 * Set the fraction of a delay by which it is spread at random.
		 * @param jitter from 0 to 1, by default 0.5
		 * @return this builder
		 * @throws IllegalArgumentException if out of range
		 */
		public Builder jitter(double jitter) {
			Assert.isTrue(jitter >= 0 && jitter <= 1, () -> "jitter is " + jitter + ": it must be from 0 to 1");
			this.jitter = jitter;
			return this;
		}

		/**
		 * Set how long a connection must last for the count of attempts to be reset.
		 * @param resetAfter the time, by default 10 s
		 * @return this builder
		 * @throws IllegalArgumentException if negative
		 */
		public Builder resetAfter(Duration resetAfter) {
			Assert.isTrue(!resetAfter.isNegative(), () -> "resetAfter is " + resetAfter + ": it must not be negative");
			this.resetAfter = resetAfter;
			return this;
		}

		/**
		 * Create the options.
		 * @return immutable options
		 * @throws IllegalArgumentException if the maximum delay is less than the base
		 * delay
		 */
		public ReconnectOptions build() {
			Assert.isTrue(this.maxDelay.compareTo(this.baseDelay) >= 0,
					() -> "maxDelay is " + this.maxDelay + ": it must not be less than baseDelay, " + this.baseDelay);
			return new ReconnectOptions(this);
		}

	}

}
