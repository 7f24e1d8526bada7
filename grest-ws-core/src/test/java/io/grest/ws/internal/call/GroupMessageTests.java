package io.grest.ws.internal.call;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonValue;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.wire.GrestFormat;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.observation.SocketMetrics;
import org.junit.jupiter.api.Test;
import reactor.util.context.Context;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GroupMessage}.
 */
class GroupMessageTests {

	private final List<String> events = new ArrayList<>();

	private final Payloads payloads = Payloads.of(new JsonMapper());

	private final GroupMessage message = new GroupMessage(OutboundMethod.raw("Api.tell", null, null, this.payloads,
			new GrestFormat(List.of(), this.payloads), new RecordingMetrics()), new Text(), null, Context.empty());

	@Test
	void isEncodedOnceAndNobodyWaitsForThat() {
		OutboundFrame first = frame();
		assertThat(new String(first.bytes(), StandardCharsets.UTF_8)).isEqualTo("m:Api.tell::\"hi\"");
		assertThat(frame()).isSameAs(first);
		assertThat(this.events).containsExactly("let others go", "write payload");
	}

	@Test
	void countsThoseThatItWasSentToAtItsEnd() {
		this.message.sent(true);
		this.message.sent(true);
		assertThat(this.events).isEmpty();
		this.message.ended();
		assertThat(this.events).containsExactly("sent to 2");
	}

	@Test
	void countsThoseForWhomItIsTooLarge() {
		this.message.sent(false);
		this.message.sent(true);
		this.message.ended();
		assertThat(this.events).containsExactly("refused PAYLOAD_TOO_LARGE", "sent to 1");
	}

	private OutboundFrame frame() {
		return this.message.frameFor(null, () -> this.events.add("let others go"));
	}

	private final class Text {

		@JsonValue
		String text() {
			GroupMessageTests.this.events.add("write payload");
			return "hi";
		}

	}

	private final class RecordingMetrics implements SocketMetrics.OfMethod {

		@Override
		public void sent(int connections) {
			GroupMessageTests.this.events.add("sent to " + connections);
		}

		@Override
		public void refused(String result) {
			GroupMessageTests.this.events.add("refused " + result);
		}

	}

}
