package io.grest.ws.internal.topic;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counters of a node's topics. Safe to use from any thread.
 *
 * @since 0.1.0
 */
public final class TopicStatistics {

	private final LongAdder published = new LongAdder();

	private final LongAdder unpublished = new LongAdder();

	private final LongAdder received = new LongAdder();

	private final LongAdder repaired = new LongAdder();

	private final LongAdder lost = new LongAdder();

	void publish(boolean succeeded) {
		(succeeded ? this.published : this.unpublished).increment();
	}

	void receive() {
		this.received.increment();
	}

	void repair(int messages) {
		this.repaired.add(messages);
	}

	void lose() {
		this.lost.increment();
	}

	/**
	 * Return the number of messages that the engine has taken.
	 * @return the number since the start
	 */
	public long published() {
		return this.published.sum();
	}

	/**
	 * Return the number of messages that the engine has not taken.
	 * @return the number since the start
	 */
	public long unpublished() {
		return this.unpublished.sum();
	}

	/**
	 * Return the number of messages that this node has received, once for all members.
	 * @return the number since the start
	 */
	public long received() {
		return this.received.sum();
	}

	/**
	 * Return the number of messages that did not arrive, and were read from the history.
	 * @return the number since the start
	 */
	public long repaired() {
		return this.repaired.sum();
	}

	/**
	 * Return how many times a topic has lost messages that its history does not have any
	 * more.
	 * @return the number since the start
	 */
	public long lost() {
		return this.lost.sum();
	}

}
