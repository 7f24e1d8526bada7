package io.grest.ws.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Function;

import io.grest.ws.internal.Loggers;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.TopicKey;
import io.grest.ws.topic.engine.TopicListener;
import io.grest.ws.topic.engine.TopicMessage;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Subscription of this node to a topic. Its listener is called on its lane only.
 */
final class Subscription {

	private static final Log logger = LogFactory.getLog(Loggers.TOPICS);

	private static final AtomicIntegerFieldUpdater<Subscription> OVERFLOWN = AtomicIntegerFieldUpdater
		.newUpdater(Subscription.class, "overflown");

	private static final int MOST_HELD = 1024;

	private final TopicKey topic;

	private final TopicListener listener;

	private final Lane lane;

	private final Function<byte[], TopicMessage> reader;

	private final CompletableFuture<Void> working = new CompletableFuture<>();

	// Whether the lane was full. Written by any thread.
	private volatile int overflown;

	private volatile boolean ended;

	// What follows belongs to the lane.

	// What comes before the position is known from which on the listener hears, or null.
	private @Nullable List<byte[]> held;

	private boolean lost;

	// Messages up to this offset are not heard: they may still be on their way when the
	// position is known already.
	private long skipped = -1;

	private boolean unreadable;

	Subscription(TopicKey topic, TopicListener listener, Lane lane) {
		this.topic = topic;
		this.listener = listener;
		this.lane = lane;
		this.reader = topic.hasHistory() ? Messages::withPosition : Messages::withoutPosition;
		this.held = topic.hasHistory() ? new ArrayList<>() : null;
	}

	/**
	 * Let the listener hear what comes after a position.
	 */
	void joined(Position position) {
		this.lane.execute(() -> {
			this.skipped = position.offset();
			List<byte[]> held = this.held;
			this.held = null;
			if (held != null) {
				held.forEach(this::deliver);
			}
			if (this.lost) {
				interrupted();
			}
		});
	}

	/**
	 * Return the future that completes when the listener hears.
	 */
	CompletableFuture<Void> working() {
		return this.working;
	}

	/**
	 * Handle that Redis has confirmed the subscription, which it does again after the
	 * connection was lost.
	 */
	void confirmed() {
		if (!this.working.complete(null)) {
			interrupted();
		}
	}

	void interrupted() {
		this.lane.execute(() -> {
			if (!this.ended) {
				// From now on it may be another history.
				this.skipped = -1;
				this.listener.interrupted();
			}
		});
	}

	/**
	 * Handle what was published.
	 * @return {@code false} if the lane is full, so that it was dropped
	 */
	boolean received(byte[] bytes) {
		boolean accepted = this.lane.offer(() -> deliver(bytes));
		if (!accepted && OVERFLOWN.compareAndSet(this, 0, 1)) {
			// Behind all that waits, when there is room again.
			this.lane.execute(() -> {
				this.overflown = 0;
				interrupted();
			});
		}
		return accepted;
	}

	private void deliver(byte[] bytes) {
		if (this.ended) {
			return;
		}
		if (this.held != null) {
			hold(this.held, bytes);
			return;
		}
		try {
			if (bytes.length > 0 && bytes[0] == Changes.MARK) {
				this.listener.changed(Changes.change(bytes));
			}
			else {
				deliver(this.reader.apply(bytes));
			}
		}
		catch (IllegalArgumentException ex) {
			unreadable(ex);
		}
	}

	private void hold(List<byte[]> held, byte[] bytes) {
		if (held.size() < MOST_HELD) {
			held.add(bytes);
		}
		else {
			this.lost = true;
		}
	}

	private void deliver(TopicMessage message) {
		Position position = message.position();
		if (position != null && position.offset() <= this.skipped) {
			return;
		}
		this.skipped = -1;
		this.listener.received(message);
	}

	private void unreadable(IllegalArgumentException ex) {
		if (!this.unreadable) {
			this.unreadable = true;
			logger.warn("Dropped a message of topic " + this.topic + ", and will drop others without a word: "
					+ "it cannot be read. Do all applications with this grest.ws.cluster.name run the same version?",
					ex);
		}
	}

	/**
	 * End the subscription.
	 * @return a future that completes when the listener is not called any more
	 */
	CompletableFuture<Void> end() {
		this.ended = true;
		this.working.cancel(false);
		CompletableFuture<Void> quiet = new CompletableFuture<>();
		this.lane.execute(() -> quiet.complete(null));
		return quiet;
	}

}
