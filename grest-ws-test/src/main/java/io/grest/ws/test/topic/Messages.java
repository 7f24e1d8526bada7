package io.grest.ws.test.topic;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

import io.grest.ws.topic.engine.Envelope;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.Presences;
import io.grest.ws.topic.engine.TopicMessage;

/**
 * Messages and members of the tests: each is a text.
 */
final class Messages {

	private Messages() {
	}

	static Envelope envelope(String text) {
		return new Envelope("Kit.said", null, null, bytes(text));
	}

	/**
	 * Return texts, such as {@code a0}, {@code a1} and {@code a2}.
	 */
	static List<String> texts(String prefix, int count) {
		return IntStream.range(0, count).mapToObj((i) -> prefix + i).toList();
	}

	static String text(TopicMessage message) {
		byte[] json = message.envelope().json();
		return (json != null) ? new String(json, StandardCharsets.UTF_8) : "";
	}

	static List<String> texts(List<TopicMessage> messages) {
		return messages.stream().map(Messages::text).toList();
	}

	static Position position(TopicMessage message) {
		return Objects.requireNonNull(message.position(), "A message of a topic with history has no position");
	}

	/**
	 * Return a position of the same offset in another history.
	 */
	static Position forked(Position position) {
		return new Position(position.offset(), position.tag().equals("Forked") ? "forked" : "Forked");
	}

	static Presences.Member member(String connection, String text) {
		return new Presences.Member(connection, "ann", bytes(text));
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
