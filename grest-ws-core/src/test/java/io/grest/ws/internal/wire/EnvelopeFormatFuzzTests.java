package io.grest.ws.internal.wire;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.json.PayloadWriter;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.protocol.FrameType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/**
 * Tests for {@link EnvelopeFormat} with a lot of random input, the same in each run, and
 * with input that means harm.
 */
class EnvelopeFormatFuzzTests {

	private static final int RUNS = 50_000;

	private static final List<String> FRAMES = List.of("{\"type\":\"echo\",\"data\":{\"text\":\"grüße 👍\"}}",
			"{\"data\":[1,-2.5e3,\"\\u0041\\\"\"],\"type\":\"ping\"}", "{\"type\":\"日本語\",\"data\":null}",
			"{\"type\":\"echo\",\"data\":\"}\",\"x\":{\"type\":\"no\"},\"type\":\"ping\"}",
			"{\"error\":true,\"code\":4409,\"data\":{\"message\":\"full\"}}", " {\n\"type\" : \"echo\" }\t");

	private final Random random = new Random(20261122);

	// Reads whole trees, with the same rule for keys that are there twice.
	private final JsonMapper reference = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private final Payloads payloads = Payloads.of(new JsonMapper());

	private final EnvelopeFormat format = new EnvelopeFormat("EchoApi", List.of("EchoApi.echo", "EchoApi.ping"),
			this.payloads);

	@Test
	void anyBytesAreReadAsAParserOfWholeTreesReadsThem() {
		int frames = 0;
		for (int run = 0; run < RUNS; run++) {
			byte[] bytes = mutated(FRAMES.get(this.random.nextInt(FRAMES.size())).getBytes(StandardCharsets.UTF_8));
			Frame frame = this.format.decode(bytes, bytes.length);
			String read = (frame != null) ? frame.path() + " " + tree(frame.payload()) : null;
			if (!String.valueOf(expected(bytes)).equals(String.valueOf(read))) {
				fail("Read %s of %s instead of %s", read, new String(bytes, StandardCharsets.UTF_8), expected(bytes));
			}
			frames += (frame != null) ? 1 : 0;
		}
		assertThat(frames).isBetween(RUNS / 10, RUNS - RUNS / 10);
	}

	private String expected(byte[] bytes) {
		JsonNode tree;
		try {
			tree = (bytes.length > 0) ? this.reference.readTree(bytes) : null;
		}
		catch (JacksonException ex) {
			return null;
		}
		if (tree == null || !tree.isObject()) {
			return null;
		}
		if (tree.path("error").isBoolean() && tree.path("error").booleanValue()
				&& tree.path("code").isIntegralNumber()) {
			return " " + tree;
		}
		return tree.path("type").isString() ? "EchoApi." + tree.path("type").stringValue() + " " + tree.get("data")
				: null;
	}

	private JsonNode tree(Payload payload) {
		return (payload.length() > 0) ? this.reference.readTree(payload.toString()) : null;
	}

	@Test
	void randomBytesNeverThrow() {
		for (int run = 0; run < RUNS; run++) {
			byte[] bytes = new byte[this.random.nextInt(64)];
			this.random.nextBytes(bytes);
			if (bytes.length > 0 && this.random.nextBoolean()) {
				bytes[0] = '{';
			}
			Frame frame = this.format.decode(bytes, bytes.length);
			if (frame != null) {
				fail("Read %s of %s", frame, Arrays.toString(bytes));
			}
		}
	}

	@Test
	void anyMessageIsReadAsItWasWritten() {
		PayloadWriter writer = this.payloads.writer(Object.class);
		for (int run = 0; run < RUNS / 10; run++) {
			JsonNode data = randomTree(4);
			String type = this.random.nextBoolean() ? "echo" : randomText();
			byte[] bytes = this.format.method("EchoApi." + type).message("", writer, data).bytes();
			Frame frame = this.format.decode(bytes, bytes.length);
			if (frame == null || !frame.path().equals("EchoApi." + type) || !data.equals(tree(frame.payload()))) {
				fail("Wrote %s but read %s", new String(bytes, StandardCharsets.UTF_8), frame);
			}
		}
	}

	private JsonNode randomTree(int depth) {
		return switch (this.random.nextInt((depth > 0) ? 8 : 6)) {
			case 0 -> this.reference.getNodeFactory().stringNode(randomText());
			case 1 -> this.reference.getNodeFactory().numberNode(this.random.nextLong());
			case 2 -> this.reference.getNodeFactory().numberNode(this.random.nextDouble());
			case 3 -> this.reference.getNodeFactory().booleanNode(this.random.nextBoolean());
			case 4 -> this.reference.getNodeFactory().nullNode();
			case 5 -> this.reference.getNodeFactory().stringNode("type");
			case 6 -> randomObject(depth - 1);
			default -> randomArray(depth - 1);
		};
	}

	private ObjectNode randomObject(int depth) {
		ObjectNode object = this.reference.createObjectNode();
		for (int i = this.random.nextInt(4); i > 0; i--) {
			object.set(this.random.nextBoolean() ? List.of("type", "data", "error", "code").get(i) : randomText(),
					randomTree(depth));
		}
		return object;
	}

	private ArrayNode randomArray(int depth) {
		ArrayNode array = this.reference.createArrayNode();
		for (int i = this.random.nextInt(4); i > 0; i--) {
			array.add(randomTree(depth));
		}
		return array;
	}

	private String randomText() {
		StringBuilder text = new StringBuilder();
		for (int i = this.random.nextInt(12); i > 0; i--) {
			text.appendCodePoint(switch (this.random.nextInt(5)) {
				case 0 -> this.random.nextInt(0x20);
				case 1 -> "{}[]\":,\\".charAt(this.random.nextInt(8));
				case 2 -> 0x1F300 + this.random.nextInt(0x100);
				case 3 -> 0xA0 + this.random.nextInt(0x1000);
				default -> 'a' + this.random.nextInt(26);
			});
		}
		return text.toString();
	}

	private byte[] mutated(byte[] bytes) {
		byte[] mutated = bytes;
		for (int mutations = this.random.nextInt(3); mutations > 0; mutations--) {
			int at = this.random.nextInt(mutated.length);
			byte[] head = Arrays.copyOf(mutated, at);
			byte[] tail = Arrays.copyOfRange(mutated, at + this.random.nextInt(2), mutated.length);
			byte[] middle = this.random.nextBoolean() ? new byte[0]
					: new byte[] { (byte) "{}[]\":,\\ 0x".charAt(this.random.nextInt(11)) };
			mutated = Arrays.copyOf(head, head.length + middle.length + tail.length);
			System.arraycopy(middle, 0, mutated, head.length, middle.length);
			System.arraycopy(tail, 0, mutated, head.length + middle.length, tail.length);
			if (mutated.length == 0) {
				return mutated;
			}
		}
		return mutated;
	}

	// Harm

	@ParameterizedTest
	@ValueSource(strings = { "[", "{\"type\":", "[{\"data\":" })
	void whatIsNestedTooDeepIsNoFrame(String unit) {
		String nested = unit.repeat(1_000_000 / unit.length());
		assertThat(decodeInTime("{\"type\":\"echo\",\"data\":" + nested)).isNull();
		assertThat(decodeInTime("{\"type\":\"echo\",\"extra\":" + nested)).isNull();
		assertThat(decodeInTime(nested)).isNull();
	}

	@Test
	void nestingIsAllowedAsDeepAsElsewhere() {
		int deepest = StreamReadConstraints.DEFAULT_MAX_DEPTH - 1;
		assertThat(decode(nested(deepest + 1))).isNull();
		Payload payload = decode(nested(deepest)).payload();
		assertThat(this.payloads.reader(JsonNode.class).read(payload)).isInstanceOf(ArrayNode.class);
	}

	private static String nested(int depth) {
		return "{\"type\":\"echo\",\"data\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
	}

	@Test
	void aGreatManyKeysAreReadInTime() {
		StringBuilder keys = new StringBuilder("{");
		for (int i = 0; i < 60_000; i++) {
			keys.append("\"key").append(i).append("\":").append(i).append(',');
		}
		Frame frame = decodeInTime(keys + "\"type\":\"echo\",\"data\":1}");
		assertThat(frame.path()).isEqualTo("EchoApi.echo");
		assertThat(frame.payload()).hasToString("1");
	}

	@Test
	void aGreatManyTypesAreReadInTimeAndTheLastCounts() {
		Frame frame = decodeInTime("{" + "\"type\":\"ping\",".repeat(60_000) + "\"type\":\"echo\"}");
		assertThat(frame.path()).isEqualTo("EchoApi.echo");
		assertThat(decodeInTime("{" + "\"type\":\"ping\",".repeat(60_000) + "\"type\":[]}")).isNull();
	}

	@Test
	void keysOfOneHashAreReadInTime() {
		StringBuilder keys = new StringBuilder("{");
		for (int i = 0; i < 1 << 14; i++) {
			for (int bit = 0; bit < 14; bit++) {
				keys.append((bit == 0) ? "\"" : "").append(((i >> bit) & 1) == 0 ? "Aa" : "BB");
			}
			keys.append("\":0,");
		}
		// The parser may refuse them; it must not become slow.
		Frame frame = decodeInTime(keys + "\"type\":\"echo\"}");
		assertThat(frame == null || frame.path().equals("EchoApi.echo")).isTrue();
	}

	@Test
	void aLongTypeIsReadOrRefusedInTime() {
		assertThat(decodeInTime("{\"type\":\"" + "x".repeat(1_000_000) + "\"}").path()).hasSize(1_000_008);
		assertThat(decodeInTime("{\"" + "x".repeat(1_000_000) + "\":1,\"type\":\"echo\"}")).isNull();
		assertThat(decodeInTime("{\"type\":\"echo\",\"code\":" + "9".repeat(1_000_000) + "}")).isNull();
	}

	@Test
	void aCodeBeyondAllNumbersIsAnErrorOfNoCode() {
		Frame frame = decode("{\"error\":true,\"code\":" + "9".repeat(100) + "}");
		assertThat(frame.type()).isEqualTo(FrameType.FAILURE);
		assertThat(this.format.readFailure(frame.payload()).code()).isZero();
	}

	@Test
	void aPayloadThatIsKeptOutlivesItsBuffer() {
		byte[] bytes = "{\"type\":\"echo\",\"data\":{\"text\":\"hi\"}}".getBytes(StandardCharsets.UTF_8);
		Frame read = this.format.decode(bytes, bytes.length);
		Frame kept = read.copy();
		Arrays.fill(bytes, (byte) ' ');
		assertThat(kept.payload()).hasToString("{\"text\":\"hi\"}");
		assertThat(kept.path()).isEqualTo("EchoApi.echo");
	}

	private Frame decodeInTime(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		return assertTimeoutPreemptively(Duration.ofSeconds(10), () -> this.format.decode(bytes, bytes.length));
	}

	private Frame decode(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		return this.format.decode(bytes, bytes.length);
	}

}
