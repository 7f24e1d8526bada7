package io.grest.ws.topic.engine;

import io.grest.ws.internal.SerialTasks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Subscription of a node to a topic in memory.
 */
final class MemorySubscription {

	/**
	 * Messages and changes that may wait for a listener. There is no way to a node that
	 * they could wait on, so this many wait only if the listener is slow, or publishes
	 * within its call.
	 */
	static final int MAX_WAITING = 16_384;

	private final SerialTasks calls = new SerialTasks(MemoryTopics::failed);

	private final TopicListener listener;

	private volatile boolean ended;

	MemorySubscription(TopicListener listener) {
		this.listener = listener;
	}

	boolean isFull() {
		return this.calls.size() >= MAX_WAITING;
	}

	void add(TopicMessage message) {
		add(() -> this.listener.received(message));
	}

	void add(Presences.Change change) {
		add(() -> this.listener.changed(change));
	}

	private void add(Runnable call) {
		this.calls.add(() -> {
			if (!this.ended) {
				call.run();
			}
		});
	}

	/**
	 * Call the listener for what was added.
	 */
	void deliver() {
		this.calls.run();
	}

	/**
	 * Call the listener no more. A call may be under way on another thread, or further up
	 * on this one; so the end is a task after it.
	 * @return a {@code Mono} that completes when no call is under way
	 */
	Mono<Void> end() {
		Sinks.Empty<Void> end = Sinks.empty();
		this.ended = true;
		this.calls.add(end::tryEmitEmpty);
		this.calls.run();
		return end.asMono();
	}

}
