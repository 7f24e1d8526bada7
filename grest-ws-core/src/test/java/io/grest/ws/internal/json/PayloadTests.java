package io.grest.ws.internal.json;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Payload}.
 */
class PayloadTests {

	@Test
	void isTheJsonItViews() {
		assertThat(Payload.of("{\"größe\":1}")).hasToString("{\"größe\":1}");
		assertThat(Payload.of("\"é\"").length()).isEqualTo(4);
	}

	@Test
	void copiesNothing() {
		byte[] json = "1".getBytes(StandardCharsets.UTF_8);
		Payload payload = Payload.of(json);
		json[0] = '2';
		assertThat(payload).hasToString("2");
	}

	@Test
	void noDataIsEmpty() {
		assertThat(Payload.NONE.length()).isZero();
		assertThat(Payload.NONE).hasToString("").isEqualTo(Payload.of(""));
	}

	@Test
	void equalsByItsBytesWhereverTheyAre() {
		byte[] bytes = "r:A.b:1:{}".getBytes(StandardCharsets.UTF_8);
		Payload view = new Payload(bytes, 8, 2);
		assertThat(view).isEqualTo(Payload.of("{}")).hasSameHashCodeAs(Payload.of("{}"));
		assertThat(view).isNotEqualTo(Payload.of("[]"));
		assertThat(view).isNotEqualTo(Payload.NONE);
		assertThat(view).isNotEqualTo("{}");
	}

}
