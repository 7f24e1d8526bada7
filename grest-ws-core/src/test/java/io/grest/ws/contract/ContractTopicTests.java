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
		assertThat(topic("room:{house}-{floor}:{room}").variables()).containsExactly("house", "floor", "room");
		assertThat(topic("news").variables()).isEmpty();
	}

	@Test
	void recognizesNames() {
		Predicate<String> names = topic("room:{house}-{floor}:(x").names();
		assertThat(names).accepts("room:a-1:(x", "room:a-b-1:(x")
			.rejects("room:a:(x", "room:a-1:(y", "room:-1:(x", "room:a:b-1:(x", "a room:a-1:(x", "room:a-1:(x ");
		assertThat(topic("news").names()).accepts("news").rejects("news:1", "new");
	}

	@Test
	void recognizesNamesThatItMakes() {
		ContractTopic topic = topic("{a}:{b}.{c}");
		assertThat(topic.names()).accepts(topic.name("\\E", "$1", "\u00e9 "));
	}

	private static ContractTopic topic(String pattern) {
		return new ContractTopic(pattern, false, null);
	}

}
