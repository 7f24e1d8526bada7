package io.grest.ws.connection;

import java.time.Duration;

import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Values of {@link ConnectionOptions}, with their defaults. Changed by a builder only;
 * options and a builder never share an instance.
 */
final class OptionValues implements Cloneable {

	Duration handshakeTimeout = Duration.ofSeconds(5);

	Duration requestTimeout = Duration.ofSeconds(30);

	DataSize maxFrameSize = DataSize.ofKilobytes(64);

	int maxInFlight = 256;

	int maxPending = 4096;

	int requestsPerSecond = 0;

	int outboundFrames = 1024;

	DataSize outboundSize = DataSize.ofMegabytes(1);

	Overflow overflow = Overflow.CLOSE;

	Duration stallTimeout = Duration.ofSeconds(30);

	Duration closeTimeout = Duration.ofSeconds(5);

	Duration heartbeatInterval = Duration.ofSeconds(30);

	Duration heartbeatTimeout = Duration.ofSeconds(60);

	/**
	 * Return a copy, which includes every field: each value is immutable.
	 */
	OptionValues copy() {
		try {
			return (OptionValues) clone();
		}
		catch (CloneNotSupportedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Check the values of the heartbeat, which depend on each other.
	 */
	void checkHeartbeat() {
		Assert.isTrue(this.heartbeatTimeout.compareTo(this.heartbeatInterval) > 0, () -> "heartbeatTimeout is "
				+ this.heartbeatTimeout + ": it must be more than heartbeatInterval, " + this.heartbeatInterval);
	}

	static void isPositive(String name, Duration value) {
		Assert.isTrue(!value.isNegative() && !value.isZero(), () -> name + " is " + value + ": it must be positive");
	}

	static void isWithin(String name, long value, long least, long most) {
		Assert.isTrue(value >= least && value <= most,
				() -> name + " is " + value + ": it must be from " + least + " to " + most);
	}

}
