package io.grest.ws.redis;

import java.time.Duration;

import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * Options of the engine.
 *
 * @param name the name of the application: nodes with the same one share topics
 * @param lease the time after which a node that does not renew its lease is dead
 * @param timeout the longest time that anything waits for Redis
 * @param localWhenDown whether members of the same node hear each other on volatile
 * topics while there is no connection to Redis
 * @param maxInFlight the most messages that wait for Redis
 * @param maxMembers the most members that a topic shows
 * @param laneSize the most messages that wait on a lane
 */
record EngineOptions(String name, Duration lease, Duration timeout, boolean localWhenDown, int maxInFlight,
		int maxMembers, int laneSize) {

	/**
	 * Default of {@link #maxInFlight()}.
	 */
	static final int MAX_IN_FLIGHT = 4096;

	/**
	 * Default of {@link #maxMembers()}.
	 */
	static final int MAX_MEMBERS = 10_000;

	/**
	 * Default of {@link #laneSize()}.
	 */
	static final int LANE_SIZE = 8192;

	/**
	 * Create options, checking their ranges.
	 */
	EngineOptions {
		Assert.isTrue(StringUtils.hasText(name), "name must not be empty");
		Assert.isTrue(lease.toMillis() >= 1000, () -> "lease is " + lease + ": it must be 1 s or more");
		Assert.isTrue(timeout.toMillis() > 0, () -> "timeout is " + timeout + ": it must be positive");
		Assert.isTrue(maxInFlight > 0, () -> "maxInFlight is " + maxInFlight + ": it must be positive");
	}

	/**
	 * Return the time between two renewals of a lease.
	 */
	Duration heartbeat() {
		return this.lease.multipliedBy(3).dividedBy(10);
	}

}
