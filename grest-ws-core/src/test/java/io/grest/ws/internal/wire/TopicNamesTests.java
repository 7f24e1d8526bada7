package io.grest.ws.internal.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TopicNames}.
 */
class TopicNamesTests {

	@ParameterizedTest
	@CsvSource({ "room:42, room%3A42", "a;b=c, a%3Bb%3Dc", "a b, a%20b", "a/b, a%2Fb", "50%, 50%25",
			"caf\u00e9, caf%C3%A9", "\u20ac, %E2%82%AC", "\ud83d\ude00, %F0%9F%98%80", "~user/ann, ~user%2Fann",
			"A-z_0.9~, A-z_0.9~", "a+b*c, a%2Bb%2Ac", "!'(), %21%27%28%29" })
	void encodesAllButLettersDigitsAndFourSigns(String name, String encoded) {
		assertThat(TopicNames.encode("ChatApi", name)).isEqualTo("ChatApi/" + encoded);
	}

	@Test
	void encodesOnce() {
		assertThat(TopicNames.encode("ChatApi", "room%3A42")).isEqualTo("ChatApi/room%253A42");
	}

}
