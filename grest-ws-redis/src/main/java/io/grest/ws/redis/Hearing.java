package io.grest.ws.redis;

import java.util.concurrent.atomic.AtomicInteger;

import io.grest.ws.internal.Loggers;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Whether subscriptions hear anything: with each renewal of the lease this node sends a
 * message to itself. A connection on which two of them did not arrive is deaf, although
 * it looks open, and is given up.
 */
final class Hearing {

	private static final Log logger = LogFactory.getLog(Loggers.TOPICS);

	private static final int MISSED = 2;

	private final Link<?> link;

	private final ClusterMetrics metrics;

	private final AtomicInteger unheard = new AtomicInteger();

	private volatile boolean told;

	Hearing(Link<?> link, ClusterMetrics metrics) {
		this.link = link;
		this.metrics = metrics;
	}

	/**
	 * Handle that a message has arrived.
	 */
	void heard() {
		this.unheard.set(0);
		this.told = false;
	}

	/**
	 * Check before the next message is sent.
	 * @return whether to send one
	 */
	boolean check() {
		if (this.link.current() == null) {
			this.unheard.set(0);
			return false;
		}
		if (this.unheard.getAndIncrement() < MISSED) {
			return true;
		}
		this.unheard.set(0);
		this.metrics.deaf(RedisTopicEngine.PUB_SUB);
		if (!this.told) {
			this.told = true;
			logger.warn("The connection for subscriptions is open, but carries no messages: " + MISSED
					+ " that this node sent to itself did not arrive. Subscribing anew on another connection; "
					+ "if that repeats, check that the user of Redis may read the channels grest:*");
		}
		this.link.reopen();
		return false;
	}

}
