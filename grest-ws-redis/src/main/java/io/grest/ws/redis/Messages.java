package io.grest.ws.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

import io.grest.ws.topic.engine.Envelope;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.TopicMessage;
import io.lettuce.core.StreamMessage;

/**
 * Messages as bytes. On the channel of a topic with history they are
 * {@code offset tag previous envelope}, on that of a volatile one just the envelope.
 */
final class Messages {

	private static final String UNREADABLE = "Not a message of a topic that this version of grest-ws reads";

	private Messages() {
	}

	static TopicMessage withoutPosition(byte[] bytes) {
		return new TopicMessage(null, null, Envelope.of(bytes));
	}

	static TopicMessage withPosition(byte[] bytes) {
		int first = indexOfSpace(bytes, 0);
		int second = indexOfSpace(bytes, first + 1);
		int third = indexOfSpace(bytes, second + 1);
		Position position = new Position(Long.parseLong(text(bytes, 0, first)), text(bytes, first + 1, second));
		return new TopicMessage(position, text(bytes, second + 1, third),
				Envelope.of(Arrays.copyOfRange(bytes, third + 1, bytes.length)));
	}

	private static int indexOfSpace(byte[] bytes, int from) {
		for (int i = from; i < bytes.length; i++) {
			if (bytes[i] == ' ') {
				return i;
			}
		}
		throw new IllegalArgumentException(UNREADABLE);
	}

	private static String text(byte[] bytes, int from, int to) {
		return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
	}

	/**
	 * Read an entry of a stream.
	 */
	static TopicMessage of(StreamMessage<String, byte[]> entry) {
		Map<String, byte[]> fields = entry.getBody();
		long offset = Long.parseLong(entry.getId().substring(0, entry.getId().indexOf('-')));
		return new TopicMessage(new Position(offset, text(field(fields, "t"))), text(field(fields, "p")),
				Envelope.of(field(fields, "d")));
	}

	private static byte[] field(Map<String, byte[]> fields, String name) {
		return Objects.requireNonNull(fields.get(name), UNREADABLE);
	}

	static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

}
