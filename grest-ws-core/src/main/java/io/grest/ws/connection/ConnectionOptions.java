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
public final class ConnectionOptions extends OptionValues {

	/**
	 * The default of every limit, on a server.
	 */
	public static final ConnectionOptions DEFAULTS = builder().build();

	/**
	 * The default of every limit, on a client: as on a server, but messages may have up
	 * to 1 MB, because a client chooses its server.
	 */
	public static final ConnectionOptions CLIENT_DEFAULTS = builder().maxFrameSize(DataSize.ofMegabytes(1)).build();

	private ConnectionOptions(OptionValues values) {
		super(values);
	}

	/**
	 * Create a builder that begins with the defaults.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder(new OptionValues());
	}

	/**
	 * Create a builder that begins with these options.
	 * @return the builder
	 */
	public Builder mutate() {
		return new Builder(new OptionValues(this));
	}

	/**
	 * Builder of {@link ConnectionOptions}. Each method throws an
	 * {@link IllegalArgumentException} if its value is out of range.
	 */
	public static final class Builder {

		private final OptionValues values;

		private Builder(OptionValues values) {
			this.values = values;
		}

		/**
		 * Set the timeout of a handshake.
		 * @param handshakeTimeout the timeout, by default 5 s
		 * @return this builder
		 */
		public Builder handshakeTimeout(Duration handshakeTimeout) {
			this.values.handshakeTimeout = OptionValues.positive("handshakeTimeout", handshakeTimeout);
			return this;
		}

		/**
		 * Set the timeout of a call that waits for its answer.
		 * @param requestTimeout the timeout, by default 30 s
		 * @return this builder
		 */
		public Builder requestTimeout(Duration requestTimeout) {
			this.values.requestTimeout = OptionValues.positive("requestTimeout", requestTimeout);
			return this;
		}

		/**
		 * Set the size limit of a received message. A larger one closes the connection
		 * with 1009.
		 * @param maxFrameSize the limit, 1 KB to 1 GB, by default 64 KB
		 * @return this builder
		 */
		public Builder maxFrameSize(DataSize maxFrameSize) {
			this.values.maxFrameSize = OptionValues.within("maxFrameSize", maxFrameSize, Terms.LEAST, 1 << 30);
			return this;
		}

		/**
		 * Set the limit of unfinished calls of the peer. Reading pauses at the limit.
		 * @param maxInFlight the limit, by default 256
		 * @return this builder
		 */
		public Builder maxInFlight(int maxInFlight) {
			this.values.maxInFlight = OptionValues.within("maxInFlight", maxInFlight, 1, 1 << 20);
			return this;
		}

		/**
		 * Set the limit of calls to the peer that wait for their answer. A call over the
		 * limit fails at once.
		 * @param maxPending the limit, by default 4096
		 * @return this builder
		 */
		public Builder maxPending(int maxPending) {
			this.values.maxPending = OptionValues.within("maxPending", maxPending, 1, 1 << 20);
			return this;
		}

		/**
		 * Set the limit of unfinished calls with a stream, in each direction. A call over
		 * the limit fails at once with TOO_MANY_REQUESTS.
		 * @param maxStreams the limit, by default 64
		 * @return this builder
		 */
		public Builder maxStreams(int maxStreams) {
			this.values.maxStreams = OptionValues.within("maxStreams", maxStreams, 1, 1 << 20);
			return this;
		}

		/**
		 * Set the time after which a stream of the peer is ended with DEADLINE_EXCEEDED
		 * if neither items nor credit move. 0 for no limit.
		 * @param timeout the time, by default 0
		 * @return this builder
		 */
		public Builder streamIdleTimeout(Duration timeout) {
			this.values.streamIdleTimeout = OptionValues.positiveOrOff("streamIdleTimeout", timeout, "no limit");
			return this;
		}

		/**
		 * Set the limit of calls that the peer may make in a second, which is the limit
		 * of a burst too. A call over the limit is answered with TOO_MANY_REQUESTS. After
		 * as many refused calls in a row the connection is closed with 1013. 0 for no
		 * limit.
		 * @param requestsPerSecond the limit, by default 0
		 * @return this builder
		 */
		public Builder requestsPerSecond(int requestsPerSecond) {
			this.values.requestsPerSecond = OptionValues.within("requestsPerSecond", requestsPerSecond, 0, 1 << 20);
			return this;
		}

		/**
		 * Set the limit of frames that wait to be sent.
		 * @param outboundFrames the limit, by default 1024
		 * @return this builder
		 */
		public Builder outboundFrames(int outboundFrames) {
			this.values.outboundFrames = OptionValues.within("outboundFrames", outboundFrames, 1, 1 << 22);
			return this;
		}

		/**
		 * Set the limit of bytes that wait to be sent.
		 * @param outboundSize the limit, by default 1 MB
		 * @return this builder
		 */
		public Builder outboundSize(DataSize outboundSize) {
			this.values.outboundSize = OptionValues.within("outboundSize", outboundSize, 1024, 1L << 36);
			return this;
		}

		/**
		 * Set the limit of frames that are kept until the peer has acknowledged them, on
		 * a connection that can be resumed. A client that has missed more cannot resume.
		 * @param replayFrames the limit, by default 1024
		 * @return this builder
		 */
		public Builder replayFrames(int replayFrames) {
			this.values.replayFrames = OptionValues.within("replayFrames", replayFrames, 1, 1 << 22);
			return this;
		}

		/**
		 * Set the limit of bytes that are kept until the peer has acknowledged them, on a
		 * connection that can be resumed. A client that has missed more cannot resume.
		 * @param replaySize the limit, by default 1 MB
		 * @return this builder
		 */
		public Builder replaySize(DataSize replaySize) {
			this.values.replaySize = OptionValues.within("replaySize", replaySize, 1024, 1L << 36);
			return this;
		}

		/**
		 * Set the policy for a message sent while the outbound queue is full.
		 * @param overflow the policy, by default {@link Overflow#CLOSE}
		 * @return this builder
		 */
		public Builder overflow(Overflow overflow) {
			Assert.notNull(overflow, "overflow must not be null");
			this.values.overflow = overflow;
			return this;
		}

		/**
		 * Set the timeout of a peer that reads nothing while data waits for it. The
		 * connection is then closed with 4008.
		 * @param stallTimeout the timeout, by default 30 s
		 * @return this builder
		 */
		public Builder stallTimeout(Duration stallTimeout) {
			this.values.stallTimeout = OptionValues.positive("stallTimeout", stallTimeout);
			return this;
		}

		/**
		 * Set the timeout of a close that has to reach the peer. The connection is then
		 * cut.
		 * @param closeTimeout the timeout, by default 5 s
		 * @return this builder
		 */
		public Builder closeTimeout(Duration closeTimeout) {
			this.values.closeTimeout = OptionValues.positive("closeTimeout", closeTimeout);
			return this;
		}

		/**
		 * Set the time without a message of the peer after which a ping is sent. Zero for
		 * no heartbeat.
		 * @param heartbeatInterval the interval, by default 30 s
		 * @return this builder
		 */
		public Builder heartbeatInterval(Duration heartbeatInterval) {
			this.values.heartbeatInterval = OptionValues.positiveOrOff("heartbeatInterval", heartbeatInterval,
					"no heartbeat");
			return this;
		}

		/**
		 * Set the time without a message of the peer after which the connection is closed
		 * with 4008. More than the interval.
		 * @param heartbeatTimeout the timeout, by default 60 s
		 * @return this builder
		 */
		public Builder heartbeatTimeout(Duration heartbeatTimeout) {
			this.values.heartbeatTimeout = OptionValues.countable("heartbeatTimeout", heartbeatTimeout);
			return this;
		}

		/**
		 * Create the options.
		 * @return the options
		 * @throws IllegalArgumentException if the heartbeat timeout is not more than the
		 * heartbeat interval
		 */
		public ConnectionOptions build() {
			this.values.checkHeartbeat();
			return new ConnectionOptions(this.values);
		}

	}

}
