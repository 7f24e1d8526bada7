package io.grest.ws.topic.engine;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;

import org.jspecify.annotations.Nullable;

/**
 * History of a topic in memory. It expires as a whole, when its last message has reached
 * the age; its identity, which is the position of that message, does not. For one thread
 * at a time.
 */
final class MemoryHistory {

	private final Map<Long, TopicMessage> messages = new HashMap<>();

	// In the order of time, so that those to forget come first.
	private final Map<String, Keyed> keys = new LinkedHashMap<>();

	private Retention retention;

	private Position top = new Position(0, Position.newTag());

	private long published;

	private long used;

	MemoryHistory(Retention retention, long now) {
		this.retention = retention;
		this.published = now;
		this.used = now;
	}

	/**
	 * Note that the history is in use.
	 * @param retention what is to be kept from now on
	 * @param now the time in milliseconds
	 */
	void use(Retention retention, long now) {
		this.retention = retention;
		this.used = now;
		expire(now);
	}

	/**
	 * Forget what has expired.
	 * @param now the time in milliseconds
	 */
	void expire(long now) {
		if (isOver(this.published, now)) {
			this.messages.clear();
		}
		Iterator<Keyed> oldest = this.keys.values().iterator();
		while (oldest.hasNext() && isOver(oldest.next().published(), now)) {
			oldest.remove();
		}
	}

	int size() {
		return this.messages.size() + this.keys.size();
	}

	boolean isExpired(long now) {
		return isOver(this.used, now);
	}

	private boolean isOver(long since, long now) {
		return now - since > this.retention.maxAge().toMillis();
	}

	Position top() {
		return this.top;
	}

	@Nullable Position of(@Nullable String key) {
		Keyed keyed = (key != null) ? this.keys.get(key) : null;
		return (keyed != null) ? keyed.position() : null;
	}

	TopicMessage append(Envelope envelope, @Nullable String key, long now) {
		Position position = new Position(this.top.offset() + 1, Position.newTag());
		TopicMessage message = new TopicMessage(position, this.top.tag(), envelope);
		this.messages.put(position.offset(), message);
		for (long old = position.offset() - this.retention.maxSize(); this.messages.remove(old) != null; old--) {
			// More than one if the retention has become smaller
		}
		if (key != null) {
			this.keys.put(key, new Keyed(position, now));
		}
		this.top = position;
		this.published = now;
		return message;
	}

	Page read(Position since, int limit) {
		if (since.offset() >= this.top.offset()) {
			return page(since.equals(this.top) ? Page.State.WHOLE : Page.State.FORKED);
		}
		TopicMessage next = this.messages.get(since.offset() + 1);
		if (next == null) {
			return page(this.messages.isEmpty() ? Page.State.EXPIRED : Page.State.TRIMMED);
		}
		if (!since.isBefore(next)) {
			return page(Page.State.FORKED);
		}
		long last = Math.min(this.top.offset(), since.offset() + limit);
		List<TopicMessage> found = LongStream.rangeClosed(since.offset() + 1, last)
			.mapToObj(this.messages::get)
			.map(Objects::requireNonNull)
			.toList();
		return new Page(Page.State.WHOLE, found, this.top);
	}

	private Page page(Page.State state) {
		return new Page(state, List.of(), this.top);
	}

	private record Keyed(Position position, long published) {

	}

}
