package io.grest.ws.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.grest.ws.redis.CheckedClient.Event;
import io.grest.ws.topic.engine.Position;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What was published to rooms, and how its messages follow each other, as all nodes have
 * heard and read them. Against that is checked what clients were sent and told.
 */
final class CheckedRooms {

	// Room and position, to the tag of the message before.
	private final Map<String, String> previous = new HashMap<>();

	private final List<Published> published = new ArrayList<>();

	private final Map<String, Integer> counts = new TreeMap<>();

	/** Note how a message follows the one before. */
	synchronized void follows(int room, Position position, String previous) {
		String known = this.previous.put(room + " " + position, previous);
		assertThat(previous).as("the message before " + room + " " + position)
			.isEqualTo((known != null) ? known : previous);
	}

	/** Return whether a message was heard or read by a node. */
	synchronized boolean has(int room, Position position) {
		return this.previous.containsKey(room + " " + position);
	}

	/**
	 * Note that a message was published.
	 * @param life the number of the Redis that has it, which it has lost nothing of
	 */
	synchronized void published(int life, int room, Position position, String text) {
		this.published.add(new Published(life, room, position, text));
	}

	/** Return how many times something has happened, as found by the checks. */
	synchronized Map<String, Integer> counts() {
		return Map.copyOf(this.counts);
	}

	private void count(String what) {
		this.counts.merge(what, 1, Integer::sum);
	}

	/**
	 * Check what Redis has acknowledged: in one life of it, messages of a room follow
	 * each other in one line, and those of a publisher are in its order.
	 */
	synchronized void verifyPublished() {
		this.published.stream()
			.collect(Collectors.groupingBy((each) -> each.life + " " + each.room))
			.forEach((line, messages) -> verifyLine(messages));
	}

	private void verifyLine(List<Published> messages) {
		Map<Long, Published> line = new TreeMap<>();
		messages.forEach(
				(each) -> assertThat(line.putIfAbsent(each.position.offset(), each)).as("twice at " + each).isNull());
		Map<String, Integer> last = new HashMap<>();
		line.values().forEach((each) -> {
			String[] parts = each.text.split(" ");
			Integer before = last.put(parts[0], Integer.valueOf(parts[1]));
			assertThat(Integer.parseInt(parts[1])).as("out of order: " + each)
				.isGreaterThan((before != null) ? before : -1);
			String previous = this.previous.get(each.room + " " + each.position);
			Published former = line.get(each.position.offset() - 1);
			if (previous != null && former != null) {
				assertThat(previous).as("the message before " + each).isEqualTo(former.position.tag());
			}
			count("published");
		});
	}

	/**
	 * Check what a client was sent and told in a room, from the first event on.
	 */
	synchronized void verify(int room, List<Event> events) {
		Set<String> texts = new HashSet<>();
		Position reached = null;
		boolean isAsking = false;
		for (int i = 0; i < events.size(); i++) {
			Event event = events.get(i);
			String where = event + ", the event " + i + " in room " + room + " after " + reached;
			switch (event.kind()) {
				case CONNECTED -> isAsking = true;
				case JOINED -> assertThat(isAsking && reached != null).as("no verdict: " + where).isFalse();
				case WHOLE -> assertThat(event.position()).as("false verdict: " + where).isEqualTo(reached);
				case LOST -> {
					count("told " + event.text().replaceAll(".*\"why\":\"([^\"]*)\".*", "$1"));
					// Its publisher, which has had no answer, may send a lost message
					// again.
					texts.clear();
				}
				case HEARD -> {
					assertThat(reached).as("before a position: " + where).isNotNull();
					verifyNext(room, reached, event.position(), where);
					assertThat(texts.add(event.text())).as("twice: " + where).isTrue();
				}
				case DROPPED -> assertThat(isAsking).as("twice: " + where).isTrue();
			}
			isAsking &= event.kind() != CheckedClient.Kind.JOINED && event.kind() != CheckedClient.Kind.WHOLE
					&& event.kind() != CheckedClient.Kind.LOST;
			reached = (event.kind() == CheckedClient.Kind.CONNECTED || event.kind() == CheckedClient.Kind.DROPPED)
					? reached : event.position();
			count(event.kind().name().toLowerCase(Locale.ROOT));
		}
	}

	private void verifyNext(int room, Position reached, @Nullable Position next, String where) {
		assertThat(next.offset()).as("a gap: " + where).isEqualTo(reached.offset() + 1);
		assertThat(this.previous).as("never heard by a node: " + where).containsKey(room + " " + next);
		assertThat(this.previous.get(room + " " + next)).as("another history: " + where).isEqualTo(reached.tag());
	}

	/**
	 * Message that Redis has acknowledged.
	 */
	private record Published(int life, int room, Position position, String text) {

	}

}
