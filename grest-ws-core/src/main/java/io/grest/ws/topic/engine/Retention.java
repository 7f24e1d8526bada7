package io.grest.ws.topic.engine;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * What is kept of a topic's messages, at least.
 *
 * @param maxSize the number of messages
 * @param maxAge the time that the last message is kept for
 * @param replicated whether a message is only published once the engine has a second copy
 * of it, for an engine that {@linkplain TopicEngine#canReplicate() can}
 * @since 0.1.0
 */
public record Retention(int maxSize, Duration maxAge, boolean replicated) {

	/**
	 * Create a retention, checking its ranges.
	 */
	public Retention {
		Assert.isTrue(maxSize > 0, () -> "maxSize is " + maxSize + ": it must be positive");
		Assert.isTrue(maxAge.toMillis() > 0, () -> "maxAge is " + maxAge + ": it must be 1 ms or more");
	}

	/**
	 * Create a retention of messages that need no second copy.
	 * @param maxSize the number of messages
	 * @param maxAge the time that the last message is kept for
	 */
	public Retention(int maxSize, Duration maxAge) {
		this(maxSize, maxAge, false);
	}

}
