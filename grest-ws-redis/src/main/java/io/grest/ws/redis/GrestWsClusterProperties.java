package io.grest.ws.redis;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * Properties of topics on more than one node. With a value out of range the application
 * does not start.
 *
 * @param engine What carries topics between nodes.
 * @param name Name of the application: its nodes share topics, others on the same Redis
 * do not hear them. Defaults to spring.application.name.
 * @param nodeLease Time after which a node that Redis has not heard of is dead: its
 * members are not shown any more. Renewed three times as often. 1 s to 5 min.
 * @param whenDown What publishing to volatile topics does without a connection to Redis.
 * Publishing to topics with history fails in any case.
 * @param maxInFlight Maximum number of messages of this node that wait for Redis. A
 * further one fails at once, with TOO_MANY_REQUESTS.
 * @since 0.1.0
 */
@ConfigurationProperties("grest.ws.cluster")
public record GrestWsClusterProperties(@DefaultValue("redis") Engine engine, @DefaultValue("") String name,
		@DefaultValue("10s") Duration nodeLease, @DefaultValue("local") WhenDown whenDown,
		@DefaultValue("4096") int maxInFlight) {

	private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);

	private static final Duration LONGEST_LEASE = Duration.ofMinutes(5);

	private static final int MOST_IN_FLIGHT = 1 << 20;

	/**
	 * Create properties, checking their ranges.
	 */
	public GrestWsClusterProperties {
		Assert.isTrue(nodeLease.compareTo(SHORTEST_LEASE) >= 0 && nodeLease.compareTo(LONGEST_LEASE) <= 0,
				() -> "grest.ws.cluster.node-lease is " + nodeLease + ": it must be between 1 s and 5 min");
		Assert.isTrue(maxInFlight > 0 && maxInFlight <= MOST_IN_FLIGHT,
				() -> "grest.ws.cluster.max-in-flight is " + maxInFlight + ": it must be between 1 and 1048576");
	}

	/**
	 * What carries topics between nodes.
	 */
	public enum Engine {

		/**
		 * Nothing: topics are those of one node.
		 */
		MEMORY,

		/**
		 * Redis.
		 */
		REDIS

	}

	/**
	 * What publishing to volatile topics does without a connection to Redis.
	 */
	public enum WhenDown {

		/**
		 * Reach the members of the same node.
		 */
		LOCAL,

		/**
		 * Fail. The application's health is OUT_OF_SERVICE meanwhile.
		 */
		FAIL

	}

}
