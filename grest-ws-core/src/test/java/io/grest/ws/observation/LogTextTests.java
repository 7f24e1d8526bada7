package io.grest.ws.observation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LogText}.
 */
class LogTextTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "ChatApi.sendMessage", "größe", "日本語", "a b!\"#$%&'()", "👍 ok" })
	void leavesPrintableTextAlone(String text) {
		assertThat(LogText.of(text)).isEqualTo(text);
	}

	@Test
	void keepsTextOnOneLine() {
		assertThat(LogText.of("a\r\nERROR forged\n\u0085\u2028\u2029z")).isEqualTo("a??ERROR forged????z");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0x00, 0x07, 0x08, 0x09, 0x0B, 0x1B, 0x7F, 0x80, 0x9B, 0x9F })
	void replacesControlCharacters(int control) {
		assertThat(LogText.of("a" + Character.toString(control) + "z")).isEqualTo("a?z");
	}

	@Test
	void takesTheTeethOutOfAnsiSequences() {
		assertThat(LogText.of("\u001B[31mred\u001B[0m\u009B2J")).isEqualTo("?[31mred?[0m?2J");
	}

	@ParameterizedTest
	@ValueSource(
			ints = { 0x061C, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069 })
	void replacesMarksThatTurnTheDirectionOfWriting(int mark) {
		assertThat(LogText.of("a" + Character.toString(mark) + "z")).isEqualTo("a?z");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0x00AD, 0x200B, 0x2060, 0xFEFF, 0x1D173, 0xE0001, 0xE0041 })
	void replacesWhatCannotBeSeen(int invisible) {
		assertThat(LogText.of("a" + Character.toString(invisible) + "z")).isEqualTo("a?z");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0xD800, 0xDFFF, 0xFFFE, 0xFFFF, 0x10FFFF })
	void replacesWhatIsNoCharacter(int none) {
		assertThat(LogText.of("a" + Character.toString(none) + "z")).isEqualTo("a?z");
	}

	@ParameterizedTest
	@CsvSource({ "127, 127", "128, 128", "129, 129", "100000, 129" })
	void cutsWhatIsLongerThan128Characters(int length, int expected) {
		String text = LogText.of("x".repeat(length));
		assertThat(text).hasSize(expected);
		assertThat(text.endsWith("…")).isEqualTo(length > 128);
	}

	@Test
	void doesNotCutACharacterInHalf() {
		assertThat(LogText.of("x".repeat(127) + "👍👍")).isEqualTo("x".repeat(127) + "…");
	}

}
