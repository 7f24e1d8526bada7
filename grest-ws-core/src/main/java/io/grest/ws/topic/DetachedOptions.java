package io.grest.ws.topic;

import java.time.Duration;

import io.grest.ws.internal.topic.StreamLimits;

import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Limits of each {@link DetachedStream}. A producer that reaches one is cancelled, and
 * the stream ends with an error. Immutable.
 *
 * @since 0.1.0
 */
public final class DetachedOptions {

	private final int maxItems;

	private final DataSize maxSize;

	private final Duration maxDuration;

	private final Duration idleTimeout;

	private final Duration keep;

	private final int maxPerOwner;

	private final int maxProducers;

	private DetachedOptions(Builder builder) {
		this.maxItems = builder.maxItems;
		this.maxSize = builder.maxSize;
		this.maxDuration = builder.maxDuration;
		this.idleTimeout = builder.idleTimeout;
		this.keep = builder.keep;
		this.maxPerOwner = builder.maxPerOwner;
		this.maxProducers = builder.maxProducers;
	}

	/**
	 * Create a builder with the default limits.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return the limit of the items of a stream.
	 * @return the number
	 */
	public int maxItems() {
		return this.maxItems;
	}

	/**
	 * Return the limit of the size of a stream, of its items in JSON.
	 * @return the size
	 */
	public DataSize maxSize() {
		return this.maxSize;
	}

	/**
	 * Return the limit of the time that a producer runs.
	 * @return the time
	 */
	public Duration maxDuration() {
		return this.maxDuration;
	}

	/**
	 * Return the time that a producer runs with nobody listening.
	 * @return the time
	 */
	public Duration idleTimeout() {
		return this.idleTimeout;
	}

	/**
	 * Return the time that a stream can be joined after its end.
	 * @return the time
	 */
	public Duration keep() {
		return this.keep;
	}

	/**
	 * Return the limit of the producers of one owner that run on this node.
	 * @return the number
	 */
	public int maxPerOwner() {
		return this.maxPerOwner;
	}

	/**
	 * Return the limit of the producers of all owners that run on this node.
	 * @return the number
	 */
	public int maxProducers() {
		return this.maxProducers;
	}

	StreamLimits limits() {
		return new StreamLimits(this.maxItems, this.maxSize, this.maxDuration, this.idleTimeout, this.maxPerOwner,
				this.maxProducers);
	}

	/**
	 * Builder of limits.
	 */
	public static final class Builder {

		private int maxItems = 10_000;

		private DataSize maxSize = DataSize.ofMegabytes(1);

		private Duration maxDuration = Duration.ofMinutes(15);

		private Duration idleTimeout = Duration.ofMinutes(2);

		private Duration keep = Duration.ofMinutes(5);

		private int maxPerOwner = 8;

		private int maxProducers = 1000;

		private Builder() {
		}

		/**
		 * Set the limit of the items of a stream, 10,000 by default.
		 * @param maxItems the number
		 * @return this
		 */
		public Builder maxItems(int maxItems) {
			Assert.isTrue(maxItems > 0 && maxItems <= 1_000_000,
					() -> "maxItems is " + maxItems + ": it must be between 1 and 1,000,000");
			this.maxItems = maxItems;
			return this;
		}

		/**
		 * Set the limit of the size of a stream, of its items in JSON, 1 MB by default.
		 * All of it is kept until the stream is forgotten.
		 * @param maxSize the size
		 * @return this
		 */
		public Builder maxSize(DataSize maxSize) {
			Assert.isTrue(maxSize.toBytes() > 0, () -> "maxSize is " + maxSize + ": it must be 1 or more");
			this.maxSize = maxSize;
			return this;
		}

		/**
		 * Set the limit of the time that a producer runs, 15 min by default.
		 * @param maxDuration the time
		 * @return this
		 */
		public Builder maxDuration(Duration maxDuration) {
			this.maxDuration = checked("maxDuration", maxDuration);
			return this;
		}

		/**
		 * Set the time that a producer runs with nobody listening, on no node, 2 min by
		 * default. It ends by a quarter of this time later.
		 * @param idleTimeout the time
		 * @return this
		 */
		public Builder idleTimeout(Duration idleTimeout) {
			this.idleTimeout = checked("idleTimeout", idleTimeout);
			return this;
		}

		/**
		 * Set the time that a stream can be joined after its end, at least, 5 min by
		 * default. It is forgotten when this time and {@code maxDuration} are over.
		 * @param keep the time
		 * @return this
		 */
		public Builder keep(Duration keep) {
			this.keep = checked("keep", keep);
			return this;
		}

		private static Duration checked(String name, Duration time) {
			Assert.isTrue(time.toMillis() > 0, () -> name + " is " + time + ": it must be 1 ms or more");
			return time;
		}

		/**
		 * Set the limit of the producers of one owner that run on this node, 8 by
		 * default.
		 * @param maxPerOwner the number
		 * @return this
		 */
		public Builder maxPerOwner(int maxPerOwner) {
			Assert.isTrue(maxPerOwner > 0, () -> "maxPerOwner is " + maxPerOwner + ": it must be positive");
			this.maxPerOwner = maxPerOwner;
			return this;
		}

		/**
		 * Set the limit of the producers of all owners that run on this node, 1,000 by
		 * default.
		 * @param maxProducers the number
		 * @return this
		 */
		public Builder maxProducers(int maxProducers) {
			Assert.isTrue(maxProducers > 0, () -> "maxProducers is " + maxProducers + ": it must be positive");
			this.maxProducers = maxProducers;
			return this;
		}

		/**
		 * Create the limits.
		 * @return the limits
		 */
		public DetachedOptions build() {
			return new DetachedOptions(this);
		}

	}

}
