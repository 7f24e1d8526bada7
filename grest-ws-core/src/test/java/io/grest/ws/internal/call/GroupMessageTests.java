package io.grest.ws.internal.call;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonValue;
import io.grest.ws.context.ContextKey;
import io.grest.ws.context.ContextScope;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.wire.Extensions;
import io.grest.ws.internal.wire.GrestFormat;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.observation.SocketMetrics.Side;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.util.context.Context;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatRuntimeException;

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

	@Test
	void isEncodedOnceMoreForConnectionsWithTraces() {
		RecordingObserver observer = new RecordingObserver();
		GroupMessage observed = observed(observer, new Text());
		CallSurroundings traced = surroundings(observer);
		traced.use(Extensions.TRACING);
		OutboundFrame first = observed.frameFor(traced, false, () -> this.events.add("let others go"));
		assertThat(text(first)).isEqualTo("m:Api.tell:;tp=" + RecordingObserver.TRACE + ":\"hi\"");
		assertThat(observed.frameFor(traced, false, () -> this.events.add("let others go"))).isSameAs(first);
		OutboundFrame plain = observed.frameFor(surroundings(observer), false, () -> this.events.add("let others go"));
		assertThat(text(plain)).isEqualTo("m:Api.tell::\"hi\"");
		assertThat(this.events).containsExactly("let others go", "write payload", "let others go", "write payload");
	}

	@Test
	void isEncodedOnceForEachKindOfConnection() {
		RecordingObserver observer = new RecordingObserver();
		GroupMessage published = new GroupMessage(
				OutboundMethod.raw("Api.tell", null, null, this.payloads, new GrestFormat(List.of(), this.payloads),
						new RecordingMetrics()),
				new Text(), methods(observer).outbound("Api.tell", false, null, Context.empty()),
				new GroupMessage.Place("Api/room%3A42", "18.x7Lm02"));
		CallSurroundings plain = surroundings(observer);
		CallSurroundings traced = surroundings(observer);
		traced.use(Extensions.TRACING);
		String trace = ";tp=" + RecordingObserver.TRACE;
		String place = ";to=Api/room%3A42;sq=18.x7Lm02";
		for (int i = 0; i < 2; i++) {
			assertThat(text(frame(published, plain, false))).isEqualTo("m:Api.tell::\"hi\"");
			assertThat(text(frame(published, traced, false))).isEqualTo("m:Api.tell:" + trace + ":\"hi\"");
			assertThat(text(frame(published, plain, true))).isEqualTo("m:Api.tell:" + place + ":\"hi\"");
			assertThat(text(frame(published, traced, true))).isEqualTo("m:Api.tell:" + place + trace + ":\"hi\"");
		}
		assertThat(frame(published, null, true)).isSameAs(frame(published, plain, true));
		assertThat(this.events).hasSize(4).containsOnly("write payload");
	}

	@Test
	void hasNoPlaceUnlessItWasPublished() {
		assertThat(text(frame(this.message, null, true))).isEqualTo("m:Api.tell::\"hi\"");
	}

	private static OutboundFrame frame(GroupMessage message, @Nullable CallSurroundings surroundings,
			boolean takesPositions) {
		return message.frameFor(surroundings, takesPositions, () -> {
		});
	}

	@Test
	void isObservedUntilItWasSentToAll() {
		RecordingObserver observer = new RecordingObserver();
		GroupMessage observed = observed(observer, new Text());
		observed.frameFor(null, false, () -> {
		});
		assertThat(observer.events).containsExactly("message tell");
		observed.ended();
		assertThat(observer.events).containsExactly("message tell", "ended OK");
		assertThat(observed.path()).isEqualTo("Api.tell");
	}

	@Test
	void isObservedUntilItCannotBeWritten() {
		RecordingObserver observer = new RecordingObserver();
		GroupMessage observed = observed(observer, new Object() {

			@JsonValue
			String text() {
				throw new IllegalStateException("unwritable");
			}

		});
		assertThatRuntimeException().isThrownBy(() -> observed.frameFor(null, false, () -> {
		}));
		assertThat(observer.events).hasSize(2).last().asString().startsWith("ended ERROR by ");
	}

	@Test
	void isNotObservedByInactiveObserver() {
		RecordingObserver observer = new RecordingObserver();
		observer.active = false;
		observed(observer, new Text()).ended();
		assertThat(observer.events).isEmpty();
	}

	private GroupMessage observed(RecordingObserver observer, Object payload) {
		return new GroupMessage(OutboundMethod.raw("Api.tell", null, null, this.payloads,
				new GrestFormat(List.of(), this.payloads), new RecordingMetrics()), payload, methods(observer),
				Context.empty());
	}

	private static CallSurroundings surroundings(RecordingObserver observer) {
		return CallSurroundings.of(methods(observer), Context.empty(), null, () -> Caller.NOBODY, new ContextScope() {

			@Override
			public <T> @Nullable T value(ContextKey<T> key) {
				return null;
			}

		});
	}

	private static ObservedMethods methods(RecordingObserver observer) {
		return new ObservedMethods(observer,
				SocketContract.define("Api", Server.class, Client.class).path("/api").build(), Side.SERVER);
	}

	private static String text(OutboundFrame frame) {
		return new String(frame.bytes(), StandardCharsets.UTF_8);
	}

	private OutboundFrame frame() {
		return this.message.frameFor(null, false, () -> this.events.add("let others go"));
	}

	interface Server {

		void hello();

	}

	interface Client {

		void tell(String text);

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
