package io.grest.ws.internal.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.grest.ws.internal.SerialTasks;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.TopicKey;
import io.grest.ws.topic.engine.TopicListener;
import org.jspecify.annotations.Nullable;

/**
 * Subscription of this node to one topic, for as long as somebody wants it. Its methods
 * are called by tasks of the topic, one at a time, unless they say otherwise.
 */
final class Subscription {

	private static final Duration AGAIN = Duration.ofSeconds(1);

	private final TopicParts parts;

	private final TopicKey key;

	private final SerialTasks tasks;

	// Not kept once it is empty: nobody waits for most topics.
	private List<Consumer<@Nullable Throwable>> waiting = List.of();

	/**
	 * <ol>
	 * <li>IDLE: there is none;</li>
	 * <li>BEGINNING: it is not known yet which message is the first;</li>
	 * <li>LIVE: messages arrive;</li>
	 * <li>ENDING: no message is passed on; IDLE or BEGINNING follows.</li>
	 * </ol>
	 * Written by tasks.
	 */
	private volatile State state = State.IDLE;

	// Whether it was to end before it had begun.
	private boolean isLate;

	Subscription(TopicParts parts, TopicKey key, SerialTasks tasks) {
		this.parts = parts;
		this.key = key;
		this.tasks = tasks;
	}

	/**
	 * Return whether it is in a state. For any thread.
	 */
	boolean is(State state) {
		return this.state == state;
	}

	/**
	 * Begin, if there is none.
	 * @param listener the listener of messages
	 * @param begun a consumer of the position of the last message before the first, or
	 * {@code null} in a topic without history
	 */
	void open(TopicListener listener, Consumer<@Nullable Position> begun) {
		if (this.state == State.IDLE) {
			this.state = State.BEGINNING;
			this.parts.engine()
				.subscribe(this.key, listener)
				.singleOptional()
				.subscribe((position) -> this.tasks.run(() -> begun(position.orElse(null), begun)),
						(ex) -> this.tasks.run(() -> failed(ex)));
		}
	}

	private void begun(@Nullable Position position, Consumer<@Nullable Position> begun) {
		this.state = State.LIVE;
		begun.accept(position);
		waited(null);
		if (this.isLate) {
			this.isLate = false;
			this.parts.keeper().reopen(this.key);
		}
	}

	// Members stay, and hear the topic when the engine is there again.
	private void failed(Throwable ex) {
		this.state = State.IDLE;
		this.isLate = false;
		waited(ex);
		this.parts.later(AGAIN, () -> this.parts.keeper().reopen(this.key));
	}

	/**
	 * Call a function once it is live, with the error if that is not to be expected soon.
	 */
	void whenLive(Consumer<@Nullable Throwable> then) {
		if (this.state == State.LIVE) {
			then.accept(null);
		}
		else {
			if (this.waiting.isEmpty()) {
				this.waiting = new ArrayList<>(1);
			}
			this.waiting.add(then);
		}
	}

	private void waited(@Nullable Throwable failure) {
		List<Consumer<@Nullable Throwable>> waited = this.waiting;
		this.waiting = List.of();
		waited.forEach((then) -> then.accept(failure));
	}

	/**
	 * End, if nobody wants it.
	 * @param ended called if it ends, and again if somebody wants it by then
	 */
	void close(Runnable ended) {
		if (this.state == State.LIVE && this.parts.keeper().isUnused(this.key)) {
			this.state = State.ENDING;
			ended.run();
			this.parts.engine()
				.unsubscribe(this.key)
				.onErrorComplete()
				.subscribe(null, null, () -> this.tasks.run(this::closed));
		}
		else if (this.state == State.BEGINNING) {
			this.isLate = true;
		}
		else if (this.state == State.IDLE) {
			this.parts.keeper().closed(this.key);
		}
	}

	private void closed() {
		this.state = State.IDLE;
		this.parts.keeper().reopen(this.key);
	}

	/**
	 * State of a subscription.
	 */
	enum State {

		IDLE, BEGINNING, LIVE, ENDING

	}

}
