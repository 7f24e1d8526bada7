package io.grest.ws.internal.transport;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Tests for {@link Utf8}.
 */
class Utf8Tests {

	private final CharsetDecoder reference = StandardCharsets.UTF_8.newDecoder()
		.onMalformedInput(CodingErrorAction.REPORT)
		.onUnmappableCharacter(CodingErrorAction.REPORT);

	private final CharBuffer decoded = CharBuffer.allocate(64);

	@ParameterizedTest
	@ValueSource(strings = { "", "m:ChatApi.ping::", "größe", "日本語", "👍", "\u0000", "\uFFFF", "a\u00E9\u20AC👍z" })
	void textIsValid(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		assertThat(Utf8.isValid(bytes, bytes.length)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "7f, last of one byte", "c2 80, first of two bytes", "df bf, last of two bytes",
			"e0 a0 80, first of three bytes", "ed 9f bf, last before the surrogates", "ee 80 80, first after them",
			"ef bf bf, last of three bytes", "f0 90 80 80, first of four bytes", "f4 8f bf bf, U+10FFFF" })
	void theFirstAndLastOfEachLengthAreValid(String hex, String description) {
		assertThat(isValid(hex)).as(description).isTrue();
		assertThat(isValid("61" + hex + "7a")).as(description).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "80, lone continuation", "bf, lone continuation", "41 80, lone continuation",
			"c3 a9 a9, lone continuation", "c2, cut after one of two", "e2 82, cut after two of three",
			"e2, cut after one of three", "f0 9f 91, cut after three of four", "f0 9f, cut after two of four",
			"f0, cut after one of four", "c2 41, second is no continuation", "e2 41 82, second is no continuation",
			"e2 82 41, third is no continuation", "f0 9f 91 41, fourth is no continuation",
			"f0 9f 41 8d, third is no continuation", "c2 c2, second is a lead", "c0 80, overlong", "c0 af, overlong",
			"c1 bf, overlong", "e0 80 80, overlong", "e0 80 af, overlong", "e0 9f bf, overlong",
			"f0 80 80 80, overlong", "f0 80 80 af, overlong", "f0 8f bf bf, overlong", "ed a0 80, surrogate",
			"ed af bf, surrogate", "ed b0 80, surrogate", "ed bf bf, surrogate",
			"ed a0 81 ed b0 80, pair of surrogates", "f4 90 80 80, above U+10FFFF", "f5 80 80 80, above U+10FFFF",
			"f7 bf bf bf, above U+10FFFF", "f8 88 80 80 80, five bytes", "fc 84 80 80 80 80, six bytes",
			"fe, never a lead", "ff, never a lead" })
	void anythingElseIsInvalid(String hex, String description) {
		assertThat(isValid(hex)).as(description).isFalse();
		assertThat(isValid("61" + hex + "7a")).as(description).isFalse();
	}

	@Test
	void looksNoFurtherThanTheLength() {
		byte[] bytes = { 'a', (byte) 0xC3, (byte) 0xA9, (byte) 0xFF };
		assertThat(Utf8.isValid(bytes, 3)).isTrue();
		assertThat(Utf8.isValid(bytes, 2)).isFalse();
		assertThat(Utf8.isValid(bytes, 1)).isTrue();
		assertThat(Utf8.isValid(bytes, 0)).isTrue();
	}

	@Test
	void everyCharacterIsValid() {
		for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
			if (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE) {
				byte[] bytes = Character.toString(character).getBytes(StandardCharsets.UTF_8);
				if (!Utf8.isValid(bytes, bytes.length)) {
					fail("U+%X is valid", character);
				}
			}
		}
	}

	@Test
	void everyPairOfBytesIsJudgedAsTheJdkDoes() {
		for (int pair = 0; pair < 0x10000; pair++) {
			compare(new byte[] { (byte) (pair >> 8), (byte) pair });
			compare(new byte[] { (byte) (pair >> 8), (byte) pair, (byte) 0x80 });
			compare(new byte[] { (byte) (pair >> 8), (byte) pair, (byte) 0x80, (byte) 0x80 });
		}
	}

	@Test
	void randomBytesAreJudgedAsTheJdkDoes() {
		Random random = new Random(20240607);
		int valid = 0;
		for (int run = 0; run < 200_000; run++) {
			valid += compare(randomBytes(random)) ? 1 : 0;
		}
		assertThat(valid).isBetween(20_000, 180_000);
	}

	// Valid text, of which most are broken in up to two places.
	private static byte[] randomBytes(Random random) {
		byte[] bytes = random.ints(random.nextInt(8), 0, Character.MAX_CODE_POINT + 1)
			.map((c) -> c >> random.nextInt(16))
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString()
			.getBytes(StandardCharsets.UTF_8);
		for (int faults = random.nextInt(3); faults > 0 && bytes.length > 0; faults--) {
			int at = random.nextInt(bytes.length);
			if (random.nextInt(4) == 0) {
				bytes = Arrays.copyOf(bytes, at);
			}
			else {
				bytes[at] = (byte) random.nextInt(256);
			}
		}
		return bytes;
	}

	private boolean compare(byte[] bytes) {
		boolean expected = isValidForTheJdk(bytes);
		if (Utf8.isValid(bytes, bytes.length) != expected) {
			fail("%s is %s", HexFormat.of().formatHex(bytes), expected ? "valid" : "invalid");
		}
		return expected;
	}

	private boolean isValidForTheJdk(byte[] bytes) {
		this.reference.reset();
		this.decoded.clear();
		return !this.reference.decode(ByteBuffer.wrap(bytes), this.decoded, true).isError();
	}

	private static boolean isValid(String hex) {
		byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
		return Utf8.isValid(bytes, bytes.length);
	}

}
