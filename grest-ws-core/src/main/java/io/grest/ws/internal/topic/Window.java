package io.grest.ws.internal.topic;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.TopicMessage;
import org.jspecify.annotations.Nullable;

/**
 * Last messages of a topic that this node has received, without a gap, so that members
 * who come back do not have to be served by the engine.
 */
final class Window {

	// A message's objects beside its payload.
	private static final int OVERHEAD = 200;

	// Nothing is added to it. Most topics of a node with many are silent.
	private static final Deque<TopicMessage> NONE = new ArrayDeque<>(1);

	private Deque<TopicMessage> messages = NONE;

	private final int maxSize;

	private final WindowBudget budget;

	// Read by any thread.
	private volatile long bytes;

	// Read by any thread.
	private volatile long usedAt = System.nanoTime();

	Window(int maxSize, WindowBudget budget) {
		this.maxSize = maxSize;
		this.budget = budget;
	}

	/**
	 * Add the message that follows the last one.
	 */
	void add(TopicMessage message) {
		if (this.maxSize == 0) {
			return;
		}
		this.usedAt = System.nanoTime();
		own().addLast(message);
		changed(size(message));
		while (this.messages.size() > this.maxSize) {
			changed(-size(this.messages.removeFirst()));
		}
	}

	/**
	 * Add messages that were read, and precede these, as far as there is room.
	 * @param read messages without a gap
	 * @param last the position of the last message that this node has passed on
	 */
	void addBefore(List<TopicMessage> read, Position last) {
		TopicMessage first = this.messages.peekFirst();
		long end = (first != null) ? offset(first) - 1 : last.offset();
		int count = read.size();
		while (count > 0 && offset(read.get(count - 1)) > end) {
			count--;
		}
		if (count == 0 || !precedes(Objects.requireNonNull(read.get(count - 1).position()), first, last)) {
			return;
		}
		this.usedAt = System.nanoTime();
		long before = this.bytes;
		for (int i = count - 1; i >= 0 && this.messages.size() < this.maxSize; i--) {
			own().addFirst(read.get(i));
			this.bytes += size(read.get(i));
		}
		this.budget.changed(this.bytes - before);
	}

	private Deque<TopicMessage> own() {
		if (this.messages == NONE) {
			this.messages = new ArrayDeque<>(1);
		}
		return this.messages;
	}

	private static boolean precedes(Position position, @Nullable TopicMessage first, Position last) {
		return (first != null) ? position.isBefore(first) : position.equals(last);
	}

	private static long offset(TopicMessage message) {
		return Objects.requireNonNull(message.position()).offset();
	}

	/**
	 * Forget all messages.
	 */
	void clear() {
		this.messages = NONE;
		changed(-this.bytes);
	}

	private void changed(long bytes) {
		this.bytes += bytes;
		this.budget.changed(bytes);
	}

	private static long size(TopicMessage message) {
		byte[] json = message.envelope().json();
		return OVERHEAD + ((json != null) ? json.length : 0);
	}

	/**
	 * Return whether there are no messages. For any thread.
	 */
	boolean isEmpty() {
		return this.bytes == 0;
	}

	/**
	 * Return when the window was last of use, as {@link System#nanoTime()}. For any
	 * thread.
	 */
	long usedAt() {
		return this.usedAt;
	}

	/**
	 * Return whether a message is one of these.
	 */
	boolean has(Position position) {
		TopicMessage first = this.messages.peekFirst();
		if (first == null || first.position() == null || position.offset() < first.position().offset()) {
			return false;
		}
		return this.messages.stream().anyMatch((message) -> position.equals(message.position()));
	}

	/**
	 * Return the messages after a position.
	 * @return the messages, or {@code null} if some before the window may be missing, or
	 * the position is of another history
	 */
	@Nullable List<TopicMessage> after(Position position, int limit) {
		this.usedAt = System.nanoTime();
		Iterator<TopicMessage> iterator = this.messages.iterator();
		List<TopicMessage> found = null;
		while (iterator.hasNext() && (found == null || found.size() < limit)) {
			TopicMessage message = iterator.next();
			if (found != null) {
				found.add(message);
			}
			else if (position.isBefore(message)) {
				found = new ArrayList<>(List.of(message));
			}
			else if (Objects.requireNonNull(message.position()).offset() > position.offset()) {
				return null;
			}
		}
		return found;
	}

}
