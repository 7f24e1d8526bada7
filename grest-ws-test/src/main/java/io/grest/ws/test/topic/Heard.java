package io.grest.ws.test.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.grest.ws.topic.engine.Presences;
import io.grest.ws.topic.engine.TopicListener;
import io.grest.ws.topic.engine.TopicMessage;
import org.jspecify.annotations.Nullable;

/**
 * Listener that keeps what it hears, in order, for a test to take.
 */
final class Heard implements TopicListener {

	private final BlockingQueue<TopicMessage> messages = new LinkedBlockingQueue<>();

	private final BlockingQueue<Object> changes = new LinkedBlockingQueue<>();

	private final AtomicInteger callsUnderWay = new AtomicInteger();

	private final Duration timeout;

	private final Consumer<TopicMessage> reaction;

	private volatile boolean overlapped;

	Heard(Duration timeout) {
		this(timeout, (message) -> {
		});
	}

	/**
	 * Create a listener that reacts.
	 * @param timeout the time to wait for what a test wants to take
	 * @param reaction what to do with a message within the listener's call
	 */
	Heard(Duration timeout, Consumer<TopicMessage> reaction) {
		this.timeout = timeout;
		this.reaction = reaction;
	}

	@Override
	public void received(TopicMessage message) {
		call(() -> {
			this.reaction.accept(message);
			this.messages.add(message);
		});
	}

	@Override
	public void changed(Presences.Change change) {
		call(() -> {
			this.changes.addAll(change.entered());
			this.changes.addAll(change.left());
		});
	}

	@Override
	public void interrupted() {
		call(() -> {
		});
	}

	// Gives way in the middle, so that a second call at the same time is noticed.
	private void call(Runnable action) {
		if (this.callsUnderWay.incrementAndGet() > 1) {
			this.overlapped = true;
		}
		Thread.yield();
		action.run();
		this.callsUnderWay.decrementAndGet();
	}

	/**
	 * Return whether the listener was ever called within, or beside, another call.
	 */
	boolean isOverlapped() {
		return this.overlapped;
	}

	/**
	 * Take the next message, waiting for it.
	 */
	TopicMessage next() {
		return take(this.messages, "message");
	}

	/**
	 * Take the next messages, waiting for them.
	 */
	List<TopicMessage> next(int count) {
		List<TopicMessage> next = new ArrayList<>();
		while (next.size() < count) {
			next.add(next());
		}
		return next;
	}

	/**
	 * Take the texts of the messages up to one that is the last, waiting for it.
	 * @param last the text of the last message, which is among those returned
	 */
	List<String> textsUpTo(String last) {
		List<String> texts = new ArrayList<>();
		do {
			texts.add(Messages.text(next()));
		}
		while (!texts.get(texts.size() - 1).equals(last));
		return texts;
	}

	/**
	 * Return whether there is a message that was not taken.
	 */
	boolean hasMore() {
		return !this.messages.isEmpty();
	}

	/**
	 * Take the next change, waiting for it.
	 * @return the member that has entered, or the id of a connection that has left
	 */
	Object nextChange() {
		return take(this.changes, "change");
	}

	private <T> T take(BlockingQueue<T> queue, String what) {
		T next = poll(queue);
		if (next == null) {
			throw new AssertionError("The listener heard no further " + what + " within " + this.timeout);
		}
		return next;
	}

	private <T> @Nullable T poll(BlockingQueue<T> queue) {
		try {
			return queue.poll(this.timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return null;
		}
	}

}
