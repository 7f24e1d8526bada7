package io.grest.ws.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;

import io.grest.ws.topic.engine.Retention;
import io.grest.ws.topic.engine.TopicKey;

/**
 * Times after which the keys of a topic expire.
 */
final class Ages {

	// So that a topic in which nothing happens over night keeps its identity.
	private static final Duration IDENTITY = Duration.ofHours(24);

	private Ages() {
	}

	static Retention retention(TopicKey topic) {
		return Objects.requireNonNull(topic.retention(), "A volatile topic has no history");
	}

	/**
	 * Return the time for the messages: as it is renewed only each quarter, longer than
	 * what is asked for.
	 */
	static Duration stream(TopicKey topic) {
		return retention(topic).maxAge().multipliedBy(5).dividedBy(4);
	}

	/**
	 * Return the time for the position.
	 */
	static Duration meta(TopicKey topic) {
		return stream(topic).plus(IDENTITY);
	}

	static byte[] text(Object value) {
		return value.toString().getBytes(StandardCharsets.UTF_8);
	}

	static byte[] millis(Duration duration) {
		return text(Math.max(1, duration.toMillis()));
	}

}
