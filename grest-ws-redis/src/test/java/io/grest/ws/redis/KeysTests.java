package io.grest.ws.redis;

import java.util.List;
import java.util.stream.Stream;

import io.grest.ws.topic.engine.TopicKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the names of keys.
 */
class KeysTests {

	@Test
	void namesKeysOfTopic() {
		Keys keys = new Keys("shop");
		String topic = Keys.topic(new TopicKey("Chat", "room:42", null));
		assertThat(keys.stream(topic)).isEqualTo("grest:{shop/Chat/room:42}:s");
		assertThat(keys.meta(topic)).isEqualTo("grest:{shop/Chat/room:42}:m");
		assertThat(keys.channel(topic)).isEqualTo("grest:{shop/Chat/room:42}:c");
		assertThat(keys.message(topic, "a b")).isEqualTo("grest:{shop/Chat/room:42}:k:a%20b");
		assertThat(keys.nodes()).isEqualTo("grest:{shop}:nodes");
		assertThat(keys.mailbox("n1")).isEqualTo("grest:shop:node:n1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "plain-1._~:@", "{a}", "a/b", "a b", "a%2Fb", "a\nb", "\u00e4\ud83d\ude00", "+-~" })
	void decodesWhatItEncodes(String text) {
		String encoded = Keys.encode(text);
		assertThat(encoded).matches("[A-Za-z0-9._~:@%-]*");
		assertThat(Keys.decode(encoded)).isEqualTo(text);
	}

	@Test
	void keepsPartsApart() {
		List<TopicKey> topics = List.of(new TopicKey("A", "b/c", null), new TopicKey("A/b", "c", null),
				new TopicKey("A", "b}:s", null), new TopicKey("A", "b", null));
		Stream<String> keys = topics.stream().map(Keys::topic).map(new Keys("x")::stream);
		assertThat(keys).doesNotHaveDuplicates()
			.allMatch((key) -> key.indexOf('}') == key.lastIndexOf('}') && key.lastIndexOf('{') == 6);
	}

}
