package io.grest.ws.connection;

import java.time.Duration;

import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Values of {@link ConnectionOptions}, with their defaults. Changed by a builder only;
 * options and a builder never share an instance.
 */
final class OptionValues {

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
	 * Check the values of the heartbeat, which depend on each other.
	 */
	void checkHeartbeat() {
		Assert.isTrue(this.heartbeatTimeout.compareTo(this.heartbeatInterval) > 0, () -> "heartbeatTimeout is "
				+ this.heartbeatTimeout + ": it must be more than heartbeatInterval, " + this.heartbeatInterval);
	}

	/**
	 * Return a value that is positive.
	 * @throws IllegalArgumentException if it is not
	 */
	static Duration positive(String name, Duration value) {
		Assert.isTrue(!value.isNegative() && !value.isZero(), () -> name + " is " + value + ": it must be positive");
		return value;
	}

	static Duration positiveOrOff(String name, Duration value, String off) {
		Assert.isTrue(!value.isNegative(), () -> name + " is " + value + ": it must be positive, or zero for " + off);
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
