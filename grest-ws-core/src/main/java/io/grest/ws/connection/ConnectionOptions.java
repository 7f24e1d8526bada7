package io.grest.ws.connection;

import java.time.Duration;

import io.grest.ws.internal.wire.Terms;

import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Limits of one connection. The defaults are safe on the open internet. Immutable.
 *
 * @since 0.1.0
 */
public final class ConnectionOptions {

	/**
	 * The default of every limit, on a server.
	 */
	public static final ConnectionOptions DEFAULTS = builder().build();

	/**
	 * The default of every limit, on a client: as on a server, but messages may have up
	 * to 1 MB, because a client chooses its server.
	 */
	public static final ConnectionOptions CLIENT_DEFAULTS = builder().maxFrameSize(DataSize.ofMegabytes(1)).build();

	private final Duration handshakeTimeout;

	private final Duration requestTimeout;

	private final DataSize maxFrameSize;

	private final int maxInFlight;

	private final int maxPending;

	private final int requestsPerSecond;

	private final int outboundFrames;

	private final DataSize outboundSize;

	private final Overflow overflow;

	private final Duration stallTimeout;

	private final Duration closeTimeout;

	private final Duration heartbeatInterval;

	private final Duration heartbeatTimeout;

	private ConnectionOptions(Builder builder) {
		this.handshakeTimeout = builder.handshakeTimeout;
		this.requestTimeout = builder.requestTimeout;
		this.maxFrameSize = builder.maxFrameSize;
		this.maxInFlight = builder.maxInFlight;
		this.maxPending = builder.maxPending;
		this.requestsPerSecond = builder.requestsPerSecond;
		this.outboundFrames = builder.outboundFrames;
		this.outboundSize = builder.outboundSize;
		this.overflow = builder.overflow;
		this.stallTimeout = builder.stallTimeout;
		this.closeTimeout = builder.closeTimeout;
		this.heartbeatInterval = builder.heartbeatInterval;
		this.heartbeatTimeout = builder.heartbeatTimeout;
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
		Builder builder = new Builder();
		builder.handshakeTimeout = this.handshakeTimeout;
		builder.requestTimeout = this.requestTimeout;
		builder.maxFrameSize = this.maxFrameSize;
		builder.maxInFlight = this.maxInFlight;
		builder.maxPending = this.maxPending;
		builder.requestsPerSecond = this.requestsPerSecond;
		builder.outboundFrames = this.outboundFrames;
		builder.outboundSize = this.outboundSize;
		builder.overflow = this.overflow;
		builder.stallTimeout = this.stallTimeout;
		builder.closeTimeout = this.closeTimeout;
		builder.heartbeatInterval = this.heartbeatInterval;
		builder.heartbeatTimeout = this.heartbeatTimeout;
		return builder;
	}

	/**
	 * Return the timeout of a handshake.
	 * @return the timeout, by default 5 s
	 */
	public Duration handshakeTimeout() {
		return this.handshakeTimeout;
	}

	/**
	 * Return the timeout of a call that waits for its answer.
	 * @return the timeout, by default 30 s
	 */
	public Duration requestTimeout() {
		return this.requestTimeout;
	}

	/**
	 * Return the size limit of a received message. A larger one closes the connection
	 * with 1009.
	 * @return the limit, by default 64 KB
	 */
	public DataSize maxFrameSize() {
		return this.maxFrameSize;
	}

	/**
	 * Return the limit of unfinished calls of the peer. Reading pauses at the limit.
	 * @return the limit, by default 256
	 */
	public int maxInFlight() {
		return this.maxInFlight;
	}

	/**
	 * Return the limit of calls to the peer that wait for their answer. A call over the
	 * limit fails at once.
	 * @return the limit, by default 4096
	 */
	public int maxPending() {
		return this.maxPending;
	}

	/**
	 * Return the limit of calls that the peer may make in a second, which is the limit of
	 * a burst too. A call over the limit is answered with TOO_MANY_REQUESTS. After as
	 * many refused calls in a row the connection is closed with 1013. 0 for no limit.
	 * @return the limit, by default 0
	 */
	public int requestsPerSecond() {
		return this.requestsPerSecond;
	}

	/**
	 * Return the limit of frames that wait to be sent.
	 * @return the limit, by default 1024
	 */
	public int outboundFrames() {
		return this.outboundFrames;
	}

	/**
	 * Return the limit of bytes that wait to be sent.
	 * @return the limit, by default 1 MB
	 */
	public DataSize outboundSize() {
		return this.outboundSize;
	}

	/**
	 * Return the policy for a message sent while the outbound queue is full.
	 * @return the policy, by default {@link Overflow#CLOSE}
	 */
	public Overflow overflow() {
		return this.overflow;
	}

	/**
	 * Return the timeout of a peer that reads nothing while data waits for it. The
	 * connection is then closed with 4008.
	 * @return the timeout, by default 30 s
	 */
	public Duration stallTimeout() {
		return this.stallTimeout;
	}

	/**
	 * Return the timeout of a close that has to reach the peer. The connection is then
	 * cut.
	 * @return the timeout, by default 5 s
	 */
	public Duration closeTimeout() {
		return this.closeTimeout;
	}

	/**
	 * Return the time without a message of the peer after which a ping is sent. Zero for
	 * no heartbeat.
	 * @return the timeout, by default 30 s
	 */
	public Duration heartbeatInterval() {
		return this.heartbeatInterval;
	}

	/**
	 * Return the time without a message of the peer after which the connection is closed
	 * with 4008. More than the interval.
	 * @return the timeout, by default 60 s
	 */
	public Duration heartbeatTimeout() {
		return this.heartbeatTimeout;
	}

	/**
	 * Builder of {@link ConnectionOptions}. Each method checks the range of its value.
	 */
	public static final class Builder {

		private Duration handshakeTimeout = Duration.ofSeconds(5);

		private Duration requestTimeout = Duration.ofSeconds(30);

		private DataSize maxFrameSize = DataSize.ofKilobytes(64);

		private int maxInFlight = 256;

		private int maxPending = 4096;

		private int requestsPerSecond = 0;

		private int outboundFrames = 1024;

		private DataSize outboundSize = DataSize.ofMegabytes(1);

		private Overflow overflow = Overflow.CLOSE;

		private Duration stallTimeout = Duration.ofSeconds(30);

		private Duration closeTimeout = Duration.ofSeconds(5);

		private Duration heartbeatInterval = Duration.ofSeconds(30);

		private Duration heartbeatTimeout = Duration.ofSeconds(60);

		private Builder() {
		}

		/**
		 * Set the timeout of a handshake.
		 * @param handshakeTimeout the timeout, by default 5 s
		 * @return this builder
		 * @throws IllegalArgumentException if out of range
		 */
		public Builder handshakeTimeout(Duration handshakeTimeout) {
			isPositive("handshakeTimeout", handshakeTimeout);
			this.handshakeTimeout = handshakeTimeout;
			return this;
		}

		/**
		 * Set the timeout of a call that waits for its answer.
		 * @param requestTimeout the timeout, by default 30 s
		 * @return this builder
		 * @throws IllegalArgumentException if out of range
		 */
		public Builder requestTimeout(Duration requestTimeout) {
			isPositive("requestTimeout", requestTimeout);
			this.requestTimeout = requestTimeout;
			return this;
		}

		/**
		 * Set the size limit of a received message. A larger one closes the connection
		 * with 1009.
		 * @param maxFrameSize the limit, 1 KB to 1 GB, by default 64 KB
		 * @return this builder
		 * @throws IllegalArgumentException if out of range
		 */
		public Builder maxFrameSize(DataSize maxFrameSize) {
			isWithin("maxFrameSize", maxFrameSize.toBytes(), Terms.LEAST, 1 << 30);
			this.maxFrameSize = maxFrameSize;
			return this;
		}

		/**
		 * Set the limit of unfinished calls of the peer. Reading pauses at the limit.
		 * @param maxInFlight the limit, by default 256
		 * @return this builder
		 * @throws IllegalArgumentException if out of range
		 */
		public Builder maxInFlight(int maxInFlight) {
			isWithin("maxInFlight", maxInFlight, 1, 1 << 20);
			this.maxInFlight = maxInFlight;
			return this;
		}

		/**
		 * Set the limit of calls to the peer that wait for their answer. A call over the
		 * limit fails at once.
		 * @param maxPending the limit, by default 4096
		 * @return this builder
		 * @throws IllegalArgumentException if out of range
		 */
		public Builder maxPending(int maxPending) {
			isWithin("maxPending", maxPending, 1, 1 << 20);
			this.maxPending = maxPending;
			return this;
		}

		/**
		 * Set the limit of calls that the peer may make in a second, which is the limit
		 * of a burst too. A call over the limit is answered with TOO_MANY_REQUESTS. After
		 * as many refused calls in a row the connection is closed with 1013. 0 for no
		 * limit.
		 * @param requestsPerSecond the limit, by default 0
		 * @return this builder
		 * @throws IllegalArgumentException if out of range
		 */
		public Builder requestsPerSecond(int requestsPerSecond) {
			isWithin("requestsPerSecond", requestsPerSecond, 0, 1 << 20);
			this.requestsPerSecond = requestsPerSecond;
			return this;
		}

		/**
		 * Set the limit of frames that wait to be sent.
		 * @param outboundFrames the limit, by default 1024
		 * @return this builder
		 * @throws IllegalArgumentException if out of range
		 */
		public Builder outboundFrames(int outboundFrames) {
			isWithin("outboundFrames", outboundFrames, 1, 1 << 22);
			this.outboundFrames = outboundFrames;
			return this;
		}

		/**
		 * Set the limit of bytes that wait to be sent.
		 * @param outboundSize the limit, by default 1 MB
		 * @return this builder
		 * @throws IllegalArgumentException if out of range
		 */
		public Builder outboundSize(DataSize outboundSize) {
			isWithin("outboundSize", outboundSize.toBytes(), 1024, 1L << 36);
			this.outboundSize = outboundSize;
			return this;
		}

		/**
		 * Set the policy for a message sent while the outbound queue is full.
		 * @param overflow the policy, by default {@link Overflow#CLOSE}
		 * @return this builder
		 */
		public Builder overflow(Overflow overflow) {
			Assert.notNull(overflow, "overflow must not be null");
			this.overflow = overflow;
			return this;
		}

		/**
		 * Set the timeout of a peer that reads nothing while data waits for it. The
		 * connection is then closed with 4008.
		 * @param stallTimeout the timeout, by default 30 s
		 * @return this builder
		 * @throws IllegalArgumentException if out of range
		 */
		public Builder stallTimeout(Duration stallTimeout) {
			isPositive("stallTimeout", stallTimeout);
			this.stallTimeout = stallTimeout;
			return this;
		}

		/**
		 * Set the timeout of a close that has to reach the peer. The connection is then
		 * cut.
		 * @param closeTimeout the timeout, by default 5 s
		 * @return this builder
		 * @throws IllegalArgumentException if out of range
		 */
		public Builder closeTimeout(Duration closeTimeout) {
			isPositive("closeTimeout", closeTimeout);
			this.closeTimeout = closeTimeout;
			return this;
		}

		/**
		 * Set the time without a message of the peer after which a ping is sent. Zero for
		 * no heartbeat.
		 * @param heartbeatInterval the interval, by default 30 s
		 * @return this builder
		 */
		public Builder heartbeatInterval(Duration heartbeatInterval) {
			Assert.isTrue(!heartbeatInterval.isNegative(), () -> "heartbeatInterval is " + heartbeatInterval
					+ ": it must be positive, or zero for no heartbeat");
			this.heartbeatInterval = heartbeatInterval;
			return this;
		}

		/**
		 * Set the time without a message of the peer after which the connection is closed
		 * with 4008. More than the interval.
		 * @param heartbeatTimeout the timeout, by default 60 s
		 * @return this builder
		 */
		public Builder heartbeatTimeout(Duration heartbeatTimeout) {
			this.heartbeatTimeout = heartbeatTimeout;
			return this;
		}

		/**
		 * Create the options.
		 * @return the options
		 * @throws IllegalArgumentException if the heartbeat timeout is not more than the
		 * heartbeat interval
		 */
		public ConnectionOptions build() {
			Assert.isTrue(this.heartbeatTimeout.compareTo(this.heartbeatInterval) > 0, () -> "heartbeatTimeout is "
					+ this.heartbeatTimeout + ": it must be more than heartbeatInterval, " + this.heartbeatInterval);
			return new ConnectionOptions(this);
		}

		private static void isPositive(String name, Duration value) {
			Assert.isTrue(!value.isNegative() && !value.isZero(),
					() -> name + " is " + value + ": it must be positive");
		}

		private static void isWithin(String name, long value, long least, long most) {
			Assert.isTrue(value >= least && value <= most,
					() -> name + " is " + value + ": it must be from " + least + " to " + most);
		}

	}

}
