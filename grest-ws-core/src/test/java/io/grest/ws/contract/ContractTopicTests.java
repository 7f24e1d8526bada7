package io.grest.ws.contract;

import java.util.function.Predicate;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ContractTopic}.
 */
class ContractTopicTests {

	@Test
	void namesVariables() {
		assertThat(topic("room:{house}:no {room}").variables()).containsExactly("house", "room");
		assertThat(topic("news").variables()).isEmpty();
	}

	@Test
	void recognizesNames() {
		Predicate<String> names = topic("room:{house}:(no {room}.").names();
		assertThat(names).accepts("room:a:(no 1.", "room:a b:(no 1..")
			.rejects("room:a:(no 1", "room:a:(no 1,", "room::(no 1.", "room:a:b:(no 1.", "a room:a:(no 1.");
		assertThat(topic("news").names()).accepts("news").rejects("news:1", "new");
	}

	@Test
	void recognizesNamesThatItMakes() {
		ContractTopic topic = topic("{a}:{b}:.{c}");
		assertThat(topic.names()).accepts(topic.name("\\E", "$1", "\u00e9 "));
	}

	private static ContractTopic topic(String pattern) {
		return new ContractTopic(pattern, false, null);
	}

}
