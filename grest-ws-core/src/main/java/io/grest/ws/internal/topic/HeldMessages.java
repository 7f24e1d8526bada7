package io.grest.ws.internal.topic;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

import io.grest.ws.topic.engine.TopicMessage;
import org.jspecify.annotations.Nullable;

/**
 * Messages of a topic that have arrived while those before them are read. Its methods are
 * called by tasks of the topic, one at a time.
 */
final class HeldMessages {

	/**
	 * The maximum number of messages. Those beyond are read.
	 */
	static final int MAXIMUM = 4096;

	private final Deque<TopicMessage> messages = new ArrayDeque<>(1);

	// So many of them, the first ones, arrived before the read at hand began.
	private int beforeRead;

	/**
	 * Hold one more, and return whether there was room for it.
	 */
	boolean add(TopicMessage message) {
		return this.messages.size() < MAXIMUM && this.messages.add(message);
	}

	/**
	 * Hold one that comes before all others.
	 */
	void addFirst(TopicMessage message) {
		this.messages.addFirst(message);
	}

	/**
	 * Remove the first one.
	 */
	@Nullable TopicMessage poll() {
		return this.messages.poll();
	}

	/**
	 * Handle that a read begins, which has what has arrived so far.
	 */
	void readBegins() {
		this.beforeRead = this.messages.size();
	}

	/**
	 * Remove what arrived before the read began: it was in it, or is of a history that is
	 * no more.
	 */
	void removeRead(Consumer<TopicMessage> then) {
		for (; this.beforeRead > 0; this.beforeRead--) {
			then.accept(this.messages.remove());
		}
	}

	void clear() {
		this.messages.clear();
		this.beforeRead = 0;
	}

}
