package io.grest.ws.internal.wire;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.grest.ws.error.ErrorType;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.SocketException.Context;
import io.grest.ws.error.ValidationException;
import io.grest.ws.error.ValidationException.Issue;
import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.json.PayloadWriter;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.wire.WireFormat.MethodFrames;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Payloads} in the frames of {@link GrestFormat}.
 */
class PayloadsTests {

	private static final Context CONTEXT = new Context(1_700_000_000_000L, "ERR_REF_x");

	private final Payloads payloads = Payloads.of(new JsonMapper());

	private final GrestFormat format = new GrestFormat(List.of(), this.payloads);

	private final MethodFrames sendMessage = this.format.method("ChatApi.sendMessage");

	private final MethodFrames typing = this.format.method("ChatApi.typing");

	// Calls

	@Test
	void writesARequest() {
		assertThat(text(this.sendMessage.request("7", this.payloads.writer(Message.class), new Message("hi", 1))))
			.isEqualTo("r:ChatApi.sendMessage:7:{\"text\":\"hi\",\"count\":1}");
	}

	@Test
	void writesAMessage() {
		assertThat(text(this.typing.message("", this.payloads.writer(String.class), "grüße: 👍")))
			.isEqualTo("m:ChatApi.typing::\"grüße: 👍\"");
	}

	@Test
	void writesACallWithoutData() {
		assertThat(text(this.typing.message("", this.payloads.writer(Object.class), null)))
			.isEqualTo("m:ChatApi.typing::");
	}

	@Test
	void writesAPayloadOfTheTypeOfItsValue() {
		assertThat(text(this.typing.message("", this.payloads.writer(Object.class), new Message("hi", 1))))
			.isEqualTo("m:ChatApi.typing::{\"text\":\"hi\",\"count\":1}");
	}

	@Test
	void writesAPayloadOfAGenericType() {
		PayloadWriter writer = this.payloads.writer(new TypeReference<List<Message>>() {
		}.getType());
		assertThat(text(this.typing.message("", writer, List.of(new Message("hi", 1)))))
			.isEqualTo("m:ChatApi.typing::[{\"text\":\"hi\",\"count\":1}]");
	}

	@Test
	void methodsWithPayloadsOfOneTypeShareWhatReadsAndWritesIt() {
		TypeReference<List<Message>> type = new TypeReference<>() {
		};
		TypeReference<List<Message>> same = new TypeReference<>() {
		};
		assertThat(this.payloads.reader(type.getType())).isSameAs(this.payloads.reader(same.getType()));
		assertThat(this.payloads.writer(type.getType())).isSameAs(this.payloads.writer(same.getType()));
		assertThat(this.payloads.writer(Message.class)).isNotSameAs(this.payloads.writer(type.getType()));
	}

	@Test
	void writesALargeFrame() {
		String large = "0123456789abcdef".repeat(100_000);
		OutboundFrame frame = this.typing.message("", this.payloads.writer(String.class), large);
		assertThat(text(frame)).isEqualTo("m:ChatApi.typing::\"" + large + "\"");
		assertThat(text(this.typing.message("", this.payloads.writer(Integer.class), 5)))
			.isEqualTo("m:ChatApi.typing::5");
	}

	@Test
	void aFrameHasAnArrayOfItsOwn() {
		PayloadWriter writer = this.payloads.writer(Integer.class);
		OutboundFrame first = this.typing.message("", writer, 1);
		OutboundFrame second = this.typing.message("", writer, 2);
		assertThat(text(first)).isEqualTo("m:ChatApi.typing::1");
		assertThat(text(second)).isEqualTo("m:ChatApi.typing::2");
	}

	@Test
	void aGetterMayWriteFramesOfItsOwn() {
		PayloadWriter writer = this.payloads.writer(Nested.class);
		OutboundFrame frame = this.typing.message("", writer, new Nested(this.payloads, this.typing, 5));
		assertThat(text(frame)).isEqualTo("m:ChatApi.typing::" + nested(5));
	}

	private static String nested(int depth) {
		String inner = (depth > 0) ? "m:ChatApi.typing::" + nested(depth - 1) : "none";
		return "{\"depth\":" + depth + ",\"inner\":\"" + inner.replace("\\", "\\\\").replace("\"", "\\\"")
				+ "\",\"last\":true}";
	}

	@Test
	void aFrameThatFailsHalfwayLeavesNothingBehind() {
		PayloadWriter failing = this.payloads.writer(Failing.class);
		for (int i = 0; i < 3; i++) {
			assertThatExceptionOfType(JacksonException.class)
				.isThrownBy(() -> this.typing.message("", failing, new Failing()));
		}
		assertThat(text(this.typing.message("", this.payloads.writer(Integer.class), 5)))
			.isEqualTo("m:ChatApi.typing::5");
	}

	// Results

	@Test
	void writesASuccess() {
		assertThat(text(this.sendMessage.success("7", this.payloads.writer(Message.class), new Message("hi", 1))))
			.isEqualTo("s:ChatApi.sendMessage:7:"
					+ "{\"success\":true,\"type\":\"OK\",\"data\":{\"text\":\"hi\",\"count\":1}}");
	}

	@Test
	void writesASuccessWithoutData() {
		assertThat(text(this.sendMessage.success("7", this.payloads.writer(Object.class), null)))
			.isEqualTo("s:ChatApi.sendMessage:7:{\"success\":true,\"type\":\"OK\"}");
	}

	@Test
	void writesAnError() {
		RoomFullException ex = new RoomFullException(new Details(5));
		ex.setDisplayMessage("Full");
		assertThat(text(this.sendMessage.failure("7", identified(ex))))
			.isEqualTo("s:ChatApi.sendMessage:7:{\"success\":false,\"type\":\"ROOM_FULL\",\"data\":{\"capacity\":5},"
					+ "\"statusCode\":409,\"context\":{\"displayMessage\":\"Full\",\"timestamp\":1700000000000,"
					+ "\"ref\":\"ERR_REF_x\"}}");
	}

	@Test
	void leavesOutDataAndDisplayMessageWhereThereIsNone() {
		assertThat(text(this.sendMessage.failure("7", identified(new NotFoundException()))))
			.isEqualTo("s:ChatApi.sendMessage:7:{\"success\":false,\"type\":\"NOT_FOUND\",\"statusCode\":404,"
					+ "\"context\":{\"timestamp\":1700000000000,\"ref\":\"ERR_REF_x\"}}");
	}

	@Test
	void writesTheErrorOfAHandshake() {
		assertThat(text(this.format.rejected(identified(new NotFoundException())).frame()))
			.startsWith("x:::{\"success\":false,\"type\":\"NOT_FOUND\"");
	}

	@Test
	void writesTheIssuesOfAValidationError() {
		ValidationException ex = new ValidationException(
				List.of(new Issue("user.address.zip", "invalid.notBlank", "must not be blank"),
						new Issue("text", "invalid.size", "is too long", Map.of("max", 3))));
		assertThat(text(this.sendMessage.failure("7", identified(ex))))
			.contains("\"data\":[{\"path\":\"user.address.zip\",\"code\":\"invalid.notBlank\","
					+ "\"message\":\"must not be blank\",\"params\":{}},{\"path\":\"text\",\"code\":\"invalid.size\","
					+ "\"message\":\"is too long\",\"params\":{\"max\":3}}]");
	}

	@Test
	void nothingElseOfAnExceptionCrossesTheWire() {
		ServerErrorException ex = new ServerErrorException(null, new IllegalStateException("secret"));
		String frame = text(this.sendMessage.failure("7", ex));
		assertThat(frame).isEqualTo("s:ChatApi.sendMessage:7:{\"success\":false,\"type\":\"SERVER_ERROR\","
				+ "\"statusCode\":500,\"context\":{\"timestamp\":" + ex.context().timestamp() + ",\"ref\":\""
				+ ex.context().ref() + "\"}}");
	}

	@Test
	void anAnswerIsReadAsItWasWritten() {
		OutboundFrame frame = this.sendMessage.success("7", this.payloads.writer(Message.class), new Message("a:b", 2));
		Payload payload = this.format.decode(frame.bytes(), frame.length()).payload();
		assertThat(this.format.readResult(payload, this.payloads.reader(Message.class)))
			.isEqualTo(new Result.Success(new Message("a:b", 2)));
	}

	// Handshake

	@Test
	void writesTheHeadersOfAHandshake() {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("authorization", "Bearer t");
		headers.put("x-größe", "a:b\"c");
		assertThat(text(this.format.handshake(headers)))
			.isEqualTo("h:::{\"authorization\":\"Bearer t\",\"x-größe\":\"a:b\\\"c\"}");
		assertThat(text(this.format.handshake(Map.of()))).isEqualTo("h:::{}");
	}

	@Test
	void readsTheHeadersOfAHandshakeInTheOrderSent() {
		Map<String, String> headers = this.format
			.readHandshake(Payload.of(" {\"b\":\"1\", \"Authorization\":\"Bearer t\", \"a\":\"\"} "));
		assertThat(headers).containsExactly(Map.entry("b", "1"), Map.entry("Authorization", "Bearer t"),
				Map.entry("a", ""));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{}", " { } " })
	void headersMayBeNothing(String json) {
		assertThat(this.format.readHandshake(Payload.of(json))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "[]", "\"a\"", "5", "{\"a\":null}", "{\"a\":1}", "{\"a\":true}", "{\"a\":[]}",
			"{\"a\":{}}", "{\"a\":{\"b\":\"c\"}}", "{\"a\":\"b\",\"c\":1}", "{\"a\":\"b\"", "{\"a\"", "{", "nonsense",
			"{\"a\":\"b\"} {}", "{\"a\":\"b\"}}", "{} x", "{'a':'b'}", " ", "\u0000" })
	void headersAreAFlatObjectOfStrings(String json) {
		assertThatExceptionOfType(ValidationException.class)
			.isThrownBy(() -> this.format.readHandshake(Payload.of(json)))
			.satisfies((ex) -> assertThat(ex.issues())
				.containsExactly(new Issue("", "invalid.type", "must be a flat JSON object of strings")));
	}

	@Test
	void headersNestedTooDeepAreRefused() {
		assertThatExceptionOfType(ValidationException.class).isThrownBy(
				() -> this.format.readHandshake(Payload.of("{\"a\":".repeat(20_000) + "1" + "}".repeat(20_000))));
	}

	@Test
	void readsHeadersFromAPartOfAnArray() {
		byte[] frame = "h:::{\"a\":\"b\"}garbage".getBytes(StandardCharsets.UTF_8);
		Payload payload = this.format.decode(frame, frame.length - 7).payload();
		assertThat(this.format.readHandshake(payload)).isEqualTo(Map.of("a", "b"));
	}

	// Parameters of a URL

	@Test
	void turnsTheComponentsOfAnObjectIntoText() {
		assertThat(this.payloads.toParameters(new Query("a b&c=d", 5, true, Color.RED, 1.5, null))).containsExactly(
				Map.entry("lang", "a b&c=d"), Map.entry("page", "5"), Map.entry("all", "true"),
				Map.entry("color", "RED"), Map.entry("zoom", "1.5"));
	}

	@Test
	void turnsComponentsIntoTextByTheirNamesInJava() {
		Payloads snake = Payloads
			.of(JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build());
		assertThat(snake.toParameters(new Renamed("en", Tone.LOUD, 5))).containsExactly(Map.entry("lang", "en"),
				Map.entry("tone", "LOUD"), Map.entry("pageSize", "5"));
	}

	@Test
	void turnsAMapIntoText() {
		assertThat(this.payloads.toParameters(Map.of("lang", "en"))).isEqualTo(Map.of("lang", "en"));
	}

	private static SocketException identified(SocketException ex) {
		ex.setContext(CONTEXT);
		return ex;
	}

	private static String text(OutboundFrame frame) {
		return new String(frame.bytes(), StandardCharsets.UTF_8);
	}

	record Message(String text, int count) {

	}

	record Renamed(@JsonProperty("language") String lang, Tone tone, int pageSize) {

	}

	enum Tone {

		@JsonProperty("loud")
		LOUD

	}

	record Query(String lang, int page, boolean all, Color color, double zoom, @Nullable String none) {

	}

	enum Color {

		RED

	}

	/**
	 * Writes a frame while it is being written.
	 */
	static final class Nested {

		private final Payloads payloads;

		private final MethodFrames frames;

		private final int depth;

		Nested(Payloads payloads, MethodFrames frames, int depth) {
			this.payloads = payloads;
			this.frames = frames;
			this.depth = depth;
		}

		public int getDepth() {
			return this.depth;
		}

		public String getInner() {
			return (this.depth > 0) ? text(this.frames.message("", this.payloads.writer(Nested.class),
					new Nested(this.payloads, this.frames, this.depth - 1))) : "none";
		}

		public boolean isLast() {
			return true;
		}

	}

	static final class Failing {

		public String getFirst() {
			return "x".repeat(20_000);
		}

		public String getSecond() {
			throw new IllegalStateException("secret");
		}

	}

	@ErrorType(value = "ROOM_FULL", status = 409)
	static class RoomFullException extends SocketException {

		RoomFullException(Details details) {
			super(details);
		}

	}

	record Details(int capacity) {

	}

}
