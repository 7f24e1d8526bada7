package io.grest.ws.internal.wire;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.protocol.FrameType;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Tests for {@link GrestFormat} with a lot of random input, the same in each run.
 */
class GrestFormatFuzzTests {

	private static final int RUNS = 100_000;

	private static final String LETTERS = "hkxmrspo";

	private static final List<String> PATHS = List.of("ChatApi.sendMessage", "ChatApi.ping", "A.b");

	private static final List<String> FRAMES = List.of("r:ChatApi.sendMessage:7:{\"text\":\"grüße 👍\"}",
			"m:ChatApi.ping::", "s:A.b:1:{\"success\":true,\"type\":\"OK\"}", "h:::{\"a\":\"b\"}", "k:::null", "p:::",
			"x:::{\"success\":false}", "m:日本語.ほげ::\"ほげ\"");

	private final Random random = new Random(20240607);

	private final CharsetDecoder reference = StandardCharsets.UTF_8.newDecoder()
		.onMalformedInput(CodingErrorAction.REPORT);

	private final CharBuffer decoded = CharBuffer.allocate(1024);

	private final GrestFormat format = new GrestFormat(PATHS, Payloads.of(new JsonMapper()));

	@Test
	void anyBytesAreAFrameThatIsWrittenAsItWasReadOrNone() {
		int frames = 0;
		for (int run = 0; run < RUNS; run++) {
			byte[] bytes = this.random.nextBoolean() ? randomBytes() : mutatedFrame();
			Frame frame = this.format.decode(bytes, bytes.length);
			if (frame == null) {
				continue;
			}
			frames++;
			byte[] written = Frames.encode(frame);
			if (isUtf8(bytes) && !Arrays.equals(bytes, written)) {
				fail("Read %s but wrote %s", Arrays.toString(bytes), Arrays.toString(written));
			}
		}
		assertThat(frames).isBetween(RUNS / 10, RUNS);
	}

	@Test
	void readsNothingBeyondTheLength() {
		for (int run = 0; run < RUNS; run++) {
			byte[] bytes = this.random.nextBoolean() ? randomBytes() : mutatedFrame();
			int length = this.random.nextInt(bytes.length + 1);
			Frame frame = this.format.decode(bytes, length);
			if (!String.valueOf(frame)
				.equals(String.valueOf(this.format.decode(Arrays.copyOf(bytes, length), length)))) {
				fail("Read beyond %d of %s", length, Arrays.toString(bytes));
			}
		}
	}

	@Test
	void anyFrameIsReadAsItWasWritten() {
		FrameType[] types = Arrays.stream(FrameType.values())
			.filter((type) -> type.letter() != 0)
			.toArray(FrameType[]::new);
		for (int run = 0; run < RUNS; run++) {
			FrameType type = types[this.random.nextInt(types.length)];
			String path = this.random.nextBoolean() ? PATHS.get(this.random.nextInt(PATHS.size())) : randomText();
			byte[] data = randomText().getBytes(StandardCharsets.UTF_8);
			Frame frame = new Frame(type, (path.isEmpty() && type.needsPath()) ? "A.b" : path, randomText(),
					Payload.of(data));
			byte[] bytes = Frames.encode(frame);
			Frame read = this.format.decode(bytes, bytes.length);
			if (!frame.equals(read)) {
				fail("Wrote %s but read %s", frame, read);
			}
		}
	}

	private byte[] randomBytes() {
		byte[] bytes = new byte[this.random.nextInt(40)];
		this.random.nextBytes(bytes);
		for (int i = 0; i < bytes.length; i++) {
			switch (this.random.nextInt(4)) {
				case 0 -> bytes[i] = ':';
				case 1 -> bytes[i] = (byte) LETTERS.charAt(this.random.nextInt(LETTERS.length()));
				default -> {
				}
			}
		}
		if (bytes.length > 1 && this.random.nextBoolean()) {
			bytes[0] = (byte) LETTERS.charAt(this.random.nextInt(LETTERS.length()));
			bytes[1] = ':';
		}
		return bytes;
	}

	private byte[] mutatedFrame() {
		byte[] bytes = FRAMES.get(this.random.nextInt(FRAMES.size())).getBytes(StandardCharsets.UTF_8);
		for (int mutations = this.random.nextInt(3); mutations > 0 && bytes.length > 0; mutations--) {
			int at = this.random.nextInt(bytes.length);
			bytes = switch (this.random.nextInt(4)) {
				case 0 -> Arrays.copyOf(bytes, at);
				case 1 -> insert(bytes, at);
				case 2 -> remove(bytes, at);
				default -> replace(bytes, at);
			};
		}
		return bytes;
	}

	private byte[] insert(byte[] bytes, int at) {
		byte[] longer = new byte[bytes.length + 1];
		System.arraycopy(bytes, 0, longer, 0, at);
		longer[at] = randomByte();
		System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
		return longer;
	}

	private byte[] remove(byte[] bytes, int at) {
		byte[] shorter = Arrays.copyOf(bytes, bytes.length - 1);
		System.arraycopy(bytes, at + 1, shorter, at, shorter.length - at);
		return shorter;
	}

	private byte[] replace(byte[] bytes, int at) {
		bytes[at] = randomByte();
		return bytes;
	}

	private byte randomByte() {
		return (byte) (this.random.nextInt(3) == 0 ? ':' : this.random.nextInt(256));
	}

	private String randomText() {
		return this.random.ints(this.random.nextInt(12), 0, Character.MAX_CODE_POINT + 1)
			.map((c) -> this.random.nextBoolean() ? c % 128 : c)
			.filter((c) -> c != ':' && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE))
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
	}

	private boolean isUtf8(byte[] bytes) {
		this.reference.reset();
		this.decoded.clear();
		return !this.reference.decode(ByteBuffer.wrap(bytes), this.decoded, true).isError();
	}

}
