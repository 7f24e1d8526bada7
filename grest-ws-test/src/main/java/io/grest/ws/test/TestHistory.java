package io.grest.ws.test;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.grest.ws.error.NotFoundException;
import io.grest.ws.topic.engine.Envelope;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.TopicMessage;

/**
 * Messages of a topic with history in a test, all of which are kept. Safe to use from any
 * thread.
 */
final class TestHistory {

	private static final int TAGS = 1_000_000;

	private final List<TopicMessage> messages = new ArrayList<>();

	private final Map<String, Position> keys = new LinkedHashMap<>();

	synchronized Position add(Envelope message) {
		Position before = top();
		Position position = position(before.offset() + 1);
		this.messages.add(new TopicMessage(position, before.tag(), message));
		return position;
	}

	/**
	 * Publish a message, unless one of the key was published before.
	 * @return the position of the first message of the key
	 */
	synchronized Position once(String key, Supplier<Position> publish) {
		Position first = this.keys.get(key);
		if (first == null) {
			first = publish.get();
			this.keys.put(key, first);
		}
		return first;
	}

	synchronized Position top() {
		return position(this.messages.size());
	}

	private static Position position(long offset) {
		return new Position(offset, String.format("%06d", offset % TAGS));
	}

	/**
	 * Return the messages after a position.
	 * @throws NotFoundException if it is none of this history
	 */
	synchronized List<TopicMessage> after(Position since) {
		if (since.offset() > this.messages.size() || !since.equals(position(since.offset()))) {
			throw new NotFoundException("Not all messages since " + since + " are there any more");
		}
		return List.copyOf(this.messages.subList((int) since.offset(), this.messages.size()));
	}

}
