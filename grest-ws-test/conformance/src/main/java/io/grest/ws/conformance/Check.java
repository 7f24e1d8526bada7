package io.grest.ws.conformance;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Checks of what came, whose failures say what was expected.
 */
final class Check {

	private Check() {
	}

	/**
	 * Fail unless a condition holds.
	 * @param holds whether it does
	 * @param message what was expected and what came
	 * @param arguments the arguments of the message
	 * @throws AssertionError if it does not
	 */
	static void that(boolean holds, String message, @Nullable Object... arguments) {
		if (!holds) {
			throw new AssertionError(String.format(message, arguments));
		}
	}

	/**
	 * Fail unless a text is as expected.
	 * @param expected the text that was expected
	 * @param actual the text that came
	 * @throws AssertionError if it is not
	 */
	static void equal(@Nullable String expected, @Nullable String actual) {
		that(Objects.equals(expected, actual), "expected %s%nbut came %s", expected, actual);
	}

	/**
	 * Fail unless a value is there.
	 * @param value the value
	 * @param message what was expected and what came
	 * @param arguments the arguments of the message
	 * @return the value
	 * @throws AssertionError if it is not there
	 */
	static <T> T present(@Nullable T value, String message, @Nullable Object... arguments) {
		if (value == null) {
			throw new AssertionError(String.format(message, arguments));
		}
		return value;
	}

}
