package io.grest.ws.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What is known of Redis: which of the connections are open, and whether it answers. An
 * outage is logged once when it begins, and once when it is over.
 */
final class Availability {

	private static final Log logger = LogFactory.getLog(RedisTopicEngine.class);

	private final String volatileTopics;

	private final Set<String> missing = new TreeSet<>(Set.of(RedisTopicEngine.COMMANDS, RedisTopicEngine.PUB_SUB));

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
			this.cause = rootOf(cause).toString();
		}
		if (this.since == null) {
			this.since = Instant.now();
			logger.warn("Redis is not available (connection for " + what
					+ ((this.cause != null) ? ": " + this.cause : " lost") + "). " + consequence(what)
					+ " Connections of clients stay open. Trying to reconnect; check that Redis runs, and spring.data.redis.*");
		}
	}

	private String consequence(String what) {
		return what.equals(RedisTopicEngine.PUB_SUB)
				? "Until it is back, members of this node hear nothing of topics; what has a history is read then."
				: "Until it is back, publishing to topics with history fails, and " + this.volatileTopics + ".";
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
