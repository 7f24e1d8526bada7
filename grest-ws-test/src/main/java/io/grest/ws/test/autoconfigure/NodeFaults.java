package io.grest.ws.test.autoconfigure;

import java.time.Duration;
import java.util.function.BiPredicate;

import io.grest.ws.topic.engine.Envelope;
import io.grest.ws.topic.engine.TopicKey;
import io.grest.ws.topic.engine.TopicMessage;

/**
 * Faults of the connection between a node and its engine. For any thread.
 */
final class NodeFaults {

	private static final BiPredicate<TopicKey, TopicMessage> NOTHING_LOST = (topic, message) -> false;

	private static final BiPredicate<TopicKey, Envelope> NOTHING_REFUSED = (topic, message) -> false;

	private volatile BiPredicate<TopicKey, TopicMessage> lost = NOTHING_LOST;

	private volatile BiPredicate<TopicKey, Envelope> refused = NOTHING_REFUSED;

	private volatile Duration delay = Duration.ZERO;

	private volatile boolean away;

	void lose(BiPredicate<TopicKey, TopicMessage> lost) {
		this.lost = lost;
	}

	boolean loses(TopicKey topic, TopicMessage message) {
		return this.lost.test(topic, message);
	}

	void refuse(BiPredicate<TopicKey, Envelope> refused) {
		this.refused = refused;
	}

	boolean refuses(TopicKey topic, Envelope message) {
		return this.refused.test(topic, message);
	}

	void delay(Duration delay) {
		this.delay = delay;
	}

	Duration delay() {
		return this.delay;
	}

	void cutOff() {
		this.away = true;
	}

	boolean isAway() {
		return this.away;
	}

	/**
	 * End all faults.
	 * @return whether the node was cut off
	 */
	boolean heal() {
		boolean wasAway = this.away;
		this.lost = NOTHING_LOST;
		this.refused = NOTHING_REFUSED;
		this.delay = Duration.ZERO;
		this.away = false;
		return wasAway;
	}

}
