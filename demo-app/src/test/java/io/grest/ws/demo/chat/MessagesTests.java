package io.grest.ws.demo.chat;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.test.autoconfigure.JdbcTest;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the messages in a database.
 */
@JdbcTest
@Import(Messages.class)
class MessagesTests {

	@Autowired
	private Messages messages;

	@Test
	void returnsMessageAsItWasAdded() {
		Message message = new Message("m1", "kitchen", "Ada", "Grüße, “Grace” 👋", "de-AT",
				Instant.parse("2026-01-02T03:04:05.123456789Z"));
		this.messages.add(message);
		assertThat(this.messages.find("kitchen", null, 10)).containsExactly(message);
	}

	@Test
	void returnsPagesOfOneRoomOldestFirst() {
		add("attic", 1, 3);
		add("kitchen", 4, 8);
		assertThat(ids("kitchen", null, 2)).containsExactly("m7", "m8");
		assertThat(ids("kitchen", "m7", 2)).containsExactly("m5", "m6");
		assertThat(ids("kitchen", "m5", 2)).containsExactly("m4");
		assertThat(ids("kitchen", "m4", 2)).isEmpty();
	}

	@Test
	void returnsNothingBeforeUnknownMessage() {
		add("kitchen", 1, 3);
		assertThat(ids("kitchen", "m9", 10)).isEmpty();
	}

	@Test
	void deletesOldestOfRoomOverLimit() {
		add("attic", 1, 1);
		add("kitchen", 2, 1 + Messages.KEPT);
		assertThat(ids("kitchen", "m3", 10)).containsExactly("m2");
		add("kitchen", 2 + Messages.KEPT, 2 + Messages.KEPT);
		assertThat(ids("kitchen", "m4", 10)).containsExactly("m3");
		assertThat(ids("attic", null, 10)).containsExactly("m1");
	}

	@Test
	void deletesMessagesOfOneRoom() {
		add("attic", 1, 1);
		add("kitchen", 2, 4);
		assertThat(this.messages.delete("kitchen")).isEqualTo(3);
		assertThat(ids("kitchen", null, 10)).isEmpty();
		assertThat(ids("attic", null, 10)).containsExactly("m1");
	}

	private void add(String room, int first, int last) {
		for (int i = first; i <= last; i++) {
			this.messages.add(new Message("m" + i, room, "Ada", "Text " + i, null, Instant.EPOCH.plusSeconds(i)));
		}
	}

	private List<String> ids(String room, String before, int limit) {
		return this.messages.find(room, before, limit).stream().map(Message::id).toList();
	}

}
