package io.grest.ws.internal.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import io.grest.ws.error.NotFoundException;
import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.protocol.FrameType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link GrestFormat}.
 */
class GrestFormatTests {

	private static final String SEND = "ChatApi.sendMessage";

	private final GrestFormat format = format(List.of(SEND, "ChatApi.ping", "ChatApi.größe"));

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "h | HANDSHAKE", "k | HANDSHAKE_OK", "x | HANDSHAKE_ERR", "m | MSG",
			"r | REQ", "s | RES", "p | PING", "o | PONG" })
	void aTypeHasItsLetter(String letter, FrameType type) {
		assertThat(encode(new Frame(type, "A.b", "1", Payload.of("{}")))).isEqualTo(letter + ":A.b:1:{}");
		assertThat(decode(letter + ":A.b:1:{}")).isEqualTo(new Frame(type, "A.b", "1", Payload.of("{}")));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "h:::{\"authorization\":\"Bearer t\"} | HANDSHAKE | {\"authorization\":\"Bearer t\"}",
					"k:::null | HANDSHAKE_OK | null", "x:::{\"success\":false} | HANDSHAKE_ERR | {\"success\":false}",
					"p::: | PING | ''", "o::: | PONG | ''", "h::: | HANDSHAKE | ''" })
	void readsAFrameWithoutPathAndId(String text, FrameType type, String payload) {
		assertThat(decode(text)).isEqualTo(new Frame(type, "", "", Payload.of(payload)));
		assertThat(encode(new Frame(type, "", "", Payload.of(payload)))).isEqualTo(text);
	}

	@Test
	void readsARequest() {
		assertThat(decode("r:ChatApi.sendMessage:7:{\"text\":\"hi\"}"))
			.isEqualTo(new Frame(FrameType.REQ, SEND, "7", Payload.of("{\"text\":\"hi\"}")));
	}

	@Test
	void readsAMessageWithoutIdAndData() {
		assertThat(decode("m:ChatApi.ping::")).isEqualTo(new Frame(FrameType.MSG, "ChatApi.ping", "", Payload.NONE));
	}

	@Test
	void aFrameWithoutDataDoesNotKeepItsBytes() {
		assertThat(decode("m:ChatApi.ping::").payload()).isSameAs(Payload.NONE);
	}

	@Test
	void splitsAtTheFirstThreeColonsOnly() {
		Frame frame = decode("m:ChatApi.sendMessage::{\"at\":\"12:30:00\",\"url\":\"ws://a:1\"}");
		assertThat(frame.id()).isEmpty();
		assertThat(frame.payload()).hasToString("{\"at\":\"12:30:00\",\"url\":\"ws://a:1\"}");
		assertThat(decode("r:A.b:1::").payload()).hasToString(":");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "1", "0007", "a b", "7;tp=00-4bf9-01;dl=5000", "\"", "日本語", "\u0000" })
	void takesAnIdOfTheRequestersChoice(String id) {
		assertThat(decode("r:A.b:" + id + ":1").id()).isEqualTo(id);
		assertThat(encode(new Frame(FrameType.RES, "A.b", id, Payload.of("1")))).isEqualTo("s:A.b:" + id + ":1");
	}

	@Test
	void takesAnIdAsLongAsTheFrameAllows() {
		String id = "1".repeat(60_000);
		assertThat(decode("r:A.b:" + id + ":").id()).isEqualTo(id);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ":", "::", ":::", "m", "m:", "m::", "m:A.b", "m:A.b:", "r:A.b:1", "p::", "pp::",
			"nonsense", "{\"type\":\"chat\"}" })
	void aFrameWithFewerThanThreeColonsIsNone(String text) {
		assertThat(decode(text)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "y:A.b:1:", "M:A.b::", "mm:A.b::", " m:A.b::", "1:::", "\u0000:::", "é:::", "::::",
			"\uFEFFm:A.b::" })
	void aFrameOfAnUnknownTypeIsNone(String text) {
		assertThat(decode(text)).isNull();
	}

	@ParameterizedTest
	@EnumSource(names = { "MSG", "REQ", "RES" })
	void aCallOrAnswerWithoutPathIsNoFrame(FrameType type) {
		assertThat(decode((char) type.letter() + "::1:{}")).isNull();
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = { "MSG", "REQ", "RES", "FAILURE" })
	void anyOtherFrameMayHavePathAndId(FrameType type) {
		assertThat(decode((char) type.letter() + ":a:b:c")).isEqualTo(new Frame(type, "a", "b", Payload.of("c")));
	}

	@Test
	void readsNoFurtherThanTheLength() {
		byte[] bytes = utf8("m:A.b:::{}garbage");
		assertThat(this.format.decode(bytes, 7).payload()).isEqualTo(Payload.NONE);
		assertThat(this.format.decode(bytes, 6)).isNull();
		assertThat(this.format.decode(bytes, 0)).isNull();
	}

	@Test
	void thePayloadIsAViewOfTheBytesRead() {
		byte[] bytes = utf8("m:A.b::1");
		Payload payload = this.format.decode(bytes, bytes.length).payload();
		bytes[bytes.length - 1] = '2';
		assertThat(payload).hasToString("2");
	}

	@Test
	void aCopyKeepsThePayload() {
		byte[] bytes = utf8("r:A.b:7:1");
		Frame copy = this.format.decode(bytes, bytes.length).copy();
		bytes[bytes.length - 1] = '2';
		assertThat(copy).isEqualTo(new Frame(FrameType.REQ, "A.b", "7", Payload.of("1")));
	}

	@Test
	void aKnownPathIsAlwaysTheSameString() {
		assertThat(decode("m:ChatApi.sendMessage::").path()).isSameAs(SEND);
		assertThat(decode("r:ChatApi.sendMessage:1:{}").path()).isSameAs(SEND);
	}

	@Test
	void anUnknownPathIsReadAsWell() {
		assertThat(decode("m:ChatApi.sendMessag::").path()).isEqualTo("ChatApi.sendMessag");
		assertThat(decode("m:ChatApi.sendMessages::").path()).isEqualTo("ChatApi.sendMessages");
		assertThat(decode("m:日本語::").path()).isEqualTo("日本語");
	}

	@Test
	void aKnownPathBeyondAsciiIsReadAsWell() {
		assertThat(decode("m:ChatApi.größe::").path()).isEqualTo("ChatApi.größe");
	}

	@Test
	void pathsOfOneHashAreToldApart() {
		List<String> paths = new ArrayList<>();
		for (String a : List.of("Aa", "BB")) {
			for (String b : List.of("Aa", "BB")) {
				for (String c : List.of("Aa", "BB")) {
					paths.add(a + b + c);
				}
			}
		}
		assertThat(paths.stream().map(String::hashCode).distinct()).hasSize(1);
		GrestFormat sameHash = format(paths.subList(0, 7));
		for (String path : paths.subList(0, 7)) {
			assertThat(decode(sameHash, "m:" + path + "::").path()).isSameAs(path);
		}
		assertThat(decode(sameHash, "m:" + paths.get(7) + "::").path()).isEqualTo(paths.get(7));
	}

	@Test
	void knowsNoPathOrVeryMany() {
		assertThat(decode(format(List.of()), "m:A.b::").path()).isEqualTo("A.b");
		List<String> paths = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			paths.add("Api.method" + i);
		}
		GrestFormat many = format(paths);
		for (String path : paths) {
			assertThat(decode(many, "m:" + path + "::").path()).isSameAs(path);
		}
	}

	@Test
	void pathsThatDifferInTheirEndsAreNotNextToEachOther() {
		List<String> paths = IntStream.range(0, 1000).mapToObj((i) -> "Api.method" + i).toList();
		GrestFormat many = format(paths);
		assertThat(paths.stream().map((path) -> many.slot(path.hashCode())).distinct()).hasSizeGreaterThan(700);
	}

	@Test
	void invalidUtf8IsReplacedAndNeverThrows() {
		byte[] bytes = { 'r', ':', (byte) 0xFF, ':', (byte) 0xC3, ':', (byte) 0x80 };
		Frame frame = this.format.decode(bytes, bytes.length);
		assertThat(frame.path()).isEqualTo("\uFFFD");
		assertThat(frame.id()).isEqualTo("\uFFFD");
		assertThat(frame.payload()).isEqualTo(Payload.of(new byte[] { (byte) 0x80 }));
		byte[] type = { (byte) 0x80, ':', ':', ':' };
		assertThat(this.format.decode(type, type.length)).isNull();
	}

	@Test
	void writesOnlyThePartOfAnArrayThatThePayloadViews() {
		byte[] bytes = utf8("m:A.b::{\"n\":1}rest");
		Frame frame = this.format.decode(bytes, bytes.length - 4);
		assertThat(encode(frame)).isEqualTo("m:A.b::{\"n\":1}");
	}

	@Test
	void aFrameTellsNothingOfItsData() {
		assertThat(new Frame(FrameType.REQ, SEND, "7", Payload.of("{\"password\":\"secret\"}")))
			.hasToString("Frame[REQ ChatApi.sendMessage id=7 21 bytes]");
	}

	@Test
	void dropsMessagesOnly() {
		assertThat(Arrays.stream(FrameType.values()).filter(FrameType::isDroppable)).containsExactly(FrameType.MSG);
	}

	@Test
	void everyTypeHasALetterOfItsOwn() {
		assertThat(Arrays.stream(FrameType.values()).map(FrameType::letter)).doesNotHaveDuplicates();
		for (int letter = Byte.MIN_VALUE; letter <= Byte.MAX_VALUE; letter++) {
			FrameType type = FrameType.of((byte) letter);
			assertThat(type == null || type.letter() == letter).isTrue();
		}
		assertThat(FrameType.of((byte) 0)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ":", ":ping", "ChatApi.ping:", "ChatApi:ping" })
	void rejectsPathThatNoFrameCanHave(String path) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.format.method(path))
			.withMessage("Path '" + path + "' is not valid in a frame: use ContractName.methodName, without a colon");
	}

	@Test
	void answersPingWithPong() {
		assertThat(new String(this.format.pong().bytes(), StandardCharsets.UTF_8)).isEqualTo("o:::");
	}

	@Test
	void hasHandshakeAndAnswersButNoFailures() {
		assertThat(this.format.hasHandshake()).isTrue();
		assertThat(this.format.hasAnswers()).isTrue();
		assertThat(this.format.failure(new NotFoundException())).isNull();
		assertThatIllegalStateException().isThrownBy(() -> this.format.readFailure(Payload.of("{}")));
	}

	@Test
	void aFrameToSendKnowsItsPayload() {
		OutboundFrame frame = this.format.method(SEND)
			.message("", Payloads.of(new JsonMapper()).writer(String.class), "secret");
		assertThat(frame.path()).isEqualTo(SEND);
		assertThat(frame.payloadOffset()).isEqualTo("m:ChatApi.sendMessage::".length());
		assertThat(frame).hasToString("OutboundFrame[MSG ChatApi.sendMessage 31 bytes]");
		assertThat(this.format.isJson()).isFalse();
	}

	private @Nullable Frame decode(String text) {
		return decode(this.format, text);
	}

	private static @Nullable Frame decode(GrestFormat format, String text) {
		byte[] bytes = utf8(text);
		return format.decode(bytes, bytes.length);
	}

	private static String encode(Frame frame) {
		return new String(Frames.encode(frame), StandardCharsets.UTF_8);
	}

	private static GrestFormat format(List<String> paths) {
		return new GrestFormat(paths, Payloads.of(new JsonMapper()));
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
