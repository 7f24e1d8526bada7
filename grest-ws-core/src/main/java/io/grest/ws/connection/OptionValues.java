package io.grest.ws.connection;

import java.time.Duration;

import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Values of {@link ConnectionOptions}, with their defaults. Changed by a builder only,
 * which has an instance of its own.
 */
class OptionValues {

	Duration handshakeTimeout = Duration.ofSeconds(5);

	Duration requestTimeout = Duration.ofSeconds(30);

	DataSize maxFrameSize = DataSize.ofKilobytes(64);

	int maxInFlight = 256;

	int maxPending = 4096;

	int maxStreams = 64;

	Duration streamIdleTimeout = Duration.ZERO;

	int requestsPerSecond = 0;

	int outboundFrames = 1024;

	DataSize outboundSize = DataSize.ofMegabytes(1);

	int replayFrames = 1024;

	DataSize replaySize = DataSize.ofMegabytes(1);

	Overflow overflow = Overflow.CLOSE;

	Duration stallTimeout = Duration.ofSeconds(30);

	Duration closeTimeout = Duration.ofSeconds(5);

	Duration heartbeatInterval = Duration.ofSeconds(30);

	Duration heartbeatTimeout = Duration.ofSeconds(60);

	OptionValues() {
	}

	/**
	 * Create a copy.
	 */
	OptionValues(OptionValues source) {
		this.handshakeTimeout = source.handshakeTimeout;
		this.requestTimeout = source.requestTimeout;
		this.maxFrameSize = source.maxFrameSize;
		this.maxInFlight = source.maxInFlight;
		this.maxPending = source.maxPending;
		this.maxStreams = source.maxStreams;
		this.streamIdleTimeout = source.streamIdleTimeout;
		this.requestsPerSecond = source.requestsPerSecond;
		this.outboundFrames = source.outboundFrames;
		this.outboundSize = source.outboundSize;
		this.replayFrames = source.replayFrames;
		this.replaySize = source.replaySize;
		this.overflow = source.overflow;
		this.stallTimeout = source.stallTimeout;
		this.closeTimeout = source.closeTimeout;
		this.heartbeatInterval = source.heartbeatInterval;
		this.heartbeatTimeout = source.heartbeatTimeout;
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
	 * Return the limit of unfinished calls with a stream, in each direction. A call over
	 * the limit fails at once.
	 * @return the limit, by default 64
	 */
	public int maxStreams() {
		return this.maxStreams;
	}

	/**
	 * Return the time after which a stream of the peer is ended if neither items nor
	 * credit move. 0 for no limit.
	 * @return the time, by default 0
	 */
	public Duration streamIdleTimeout() {
		return this.streamIdleTimeout;
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
	 * Return the limit of frames that are kept until the peer has acknowledged them, on a
	 * connection that can be resumed.
	 * @return the limit, by default 1024
	 */
	public int replayFrames() {
		return this.replayFrames;
	}

	/**
	 * Return the limit of bytes that are kept until the peer has acknowledged them, on a
	 * connection that can be resumed.
	 * @return the limit, by default 1 MB
	 */
	public DataSize replaySize() {
		return this.replaySize;
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
	 * Check the values of the heartbeat, which depend on each other.
	 */
	void checkHeartbeat() {
		Assert.isTrue(this.heartbeatTimeout.compareTo(this.heartbeatInterval) > 0, () -> "heartbeatTimeout is "
				+ this.heartbeatTimeout + ": it must be more than heartbeatInterval, " + this.heartbeatInterval);
	}

	/**
	 * Return a value that is positive.
	 * @throws IllegalArgumentException if it is not, or cannot be counted in nanoseconds
	 */
	static Duration positive(String name, Duration value) {
		Assert.isTrue(!value.isNegative() && !value.isZero(), () -> name + " is " + value + ": it must be positive");
		return countable(name, value);
	}

	static Duration positiveOrOff(String name, Duration value, String off) {
		Assert.isTrue(!value.isNegative(), () -> name + " is " + value + ": it must be positive, or zero for " + off);
		return countable(name, value);
	}

	/**
	 * Return a value whose nanoseconds fit into a {@code long}, with room to add them.
	 * @throws IllegalArgumentException if it is longer than a hundred years
	 */
	static Duration countable(String name, Duration value) {
		Assert.isTrue(value.compareTo(Duration.ofDays(36_500)) <= 0,
				() -> name + " is " + value + ": it must be at most 36500 days");
		return value;
	}

	static int within(String name, int value, int least, int most) {
		check(name, value, least, most);
		return value;
	}

	static DataSize within(String name, DataSize value, long least, long most) {
		check(name, value.toBytes(), least, most);
		return value;
	}

	private static void check(String name, long value, long least, long most) {
		Assert.isTrue(value >= least && value <= most,
				() -> name + " is " + value + ": it must be from " + least + " to " + most);
	}

}
