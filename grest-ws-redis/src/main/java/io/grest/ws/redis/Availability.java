package io.grest.ws.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;

import io.grest.ws.internal.Loggers;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What is known of Redis: which of the connections are open, and whether the lease of
 * this node is renewed. An outage is logged once when it begins, and once when it is
 * over.
 */
final class Availability {

	private static final Log logger = LogFactory.getLog(Loggers.TOPICS);

	private final String volatileTopics;

	private final Set<String> missing = new TreeSet<>(
			Set.of(RedisTopicEngine.COMMANDS, RedisTopicEngine.PUB_SUB, RedisTopicEngine.LEASE));

	private @Nullable Instant since;

	private @Nullable String cause;

	/**
	 * Create the state before the first connection.
	 * @param localWhenDown whether volatile topics go on within the node
	 */
	Availability(boolean localWhenDown) {
		this.volatileTopics = localWhenDown ? "volatile topics reach members of this node only"
				: "publishing to volatile topics fails";
	}

	synchronized void down(String what, @Nullable Throwable cause) {
		this.missing.add(what);
		if (cause != null && this.cause == null) {
			this.cause = describe(cause);
		}
		if (this.since == null) {
			this.since = Instant.now();
			logger
				.warn("Redis is not available (" + what + ": " + ((this.cause != null) ? this.cause : "connection lost")
						+ "). " + consequence(what) + " Connections of clients stay open. Trying again; "
						+ "check that Redis runs, spring.data.redis.*, and the rights of its user");
		}
	}

	private String consequence(String what) {
		return switch (what) {
			case RedisTopicEngine.COMMANDS ->
				"Until it is back, publishing to topics with history fails, and " + this.volatileTopics + ".";
			case RedisTopicEngine.PUB_SUB ->
				"Until it is back, members of this node hear nothing of topics; what has a history is read then.";
			case RedisTopicEngine.REPLICATION ->
				"Until it is back, publishing to topics with grest.ws.topics.history.replicated fails.";
			default -> "Other nodes take this one for dead, and do not show its members.";
		};
	}

	private static String describe(Throwable ex) {
		Throwable root = rootOf(ex);
		return (root instanceof TimeoutException) ? "no answer in time" : root.toString();
	}

	private static Throwable rootOf(Throwable ex) {
		Throwable root = ex;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		return root;
	}

	synchronized void up(String what) {
		this.missing.remove(what);
		if (this.missing.isEmpty() && this.since != null) {
			logger.info("Redis is available again, after " + Duration.between(this.since, Instant.now()).toMillis()
					+ " ms. What members of topics with history have missed is read from it");
			this.since = null;
			this.cause = null;
		}
	}

	/**
	 * Return whether everything works.
	 */
	synchronized boolean isUp() {
		return this.missing.isEmpty();
	}

	/**
	 * Return when the outage at hand has begun, or {@code null} if there is none.
	 */
	synchronized @Nullable Instant downSince() {
		return this.since;
	}

	/**
	 * Return why there is no connection, or {@code null} if that is not known.
	 */
	synchronized @Nullable String cause() {
		return this.cause;
	}

}
