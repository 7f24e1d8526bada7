package io.grest.ws.topic;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.grest.ws.topic.engine.TopicMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * All messages of some topics in their order, {@code publisher topic n} each, against
 * which is checked what a client has heard.
 */
final class TopicRecord {

	// Topic to its messages and their places.
	private final Map<String, Map<String, Integer>> places = new LinkedHashMap<>();

	synchronized void add(TopicMessage message) {
		String json = new String(Objects.requireNonNull(message.envelope().json()), StandardCharsets.UTF_8);
		String text = json.substring(1, json.length() - 1);
		Map<String, Integer> topic = this.places.computeIfAbsent(topic(text), (name) -> new LinkedHashMap<>());
		assertThat(topic.putIfAbsent(text, topic.size())).as("a message that was published twice").isNull();
	}

	static String topic(String text) {
		return text.split(" ")[1];
	}

	synchronized int place(String text) {
		return Objects.requireNonNull(this.places.get(topic(text)).get(text), text);
	}

	/**
	 * Return the places of the messages that a client has not heard, between those that
	 * it has.
	 * @param since the place of the message before the first that it was to hear
	 * @param heard what it has heard of one topic, which is checked to be in order, and
	 * each once
	 */
	Set<Integer> missing(int since, List<String> heard) {
		Set<Integer> missing = new HashSet<>();
		int last = since;
		for (String text : heard) {
			int place = place(text);
			assertThat(place).as(text + " after the message " + last + " of its topic").isGreaterThan(last);
			for (int i = last + 1; i < place; i++) {
				missing.add(i);
			}
			last = place;
		}
		return missing;
	}

	/**
	 * Return the number of gaps, of one or more messages each.
	 */
	static int gaps(Set<Integer> missing) {
		return (int) missing.stream().filter((place) -> !missing.contains(place - 1)).count();
	}

	/**
	 * What one client has heard.
	 */
	static final class Heard {

		private final Map<String, List<String>> texts = new LinkedHashMap<>();

		synchronized void add(String frame) {
			String text = frame.substring(frame.indexOf('"') + 1, frame.length() - 1);
			this.texts.computeIfAbsent(topic(text), (name) -> new ArrayList<>()).add(text);
		}

		synchronized List<String> of(String topic) {
			return List.copyOf(this.texts.getOrDefault(topic, List.of()));
		}

	}

}
