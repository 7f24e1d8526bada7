package io.grest.ws.conformance;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The least that a JSON value has to hold: objects by key, arrays by index; what is not
 * named is not looked at. {@code "<string>"}, {@code "<number>"} and {@code "<any>"}
 * stand for any such value, {@code "<number A..B>"} for one in a range, ends included,
 * {@code "<absent>"} for none, {@code "<re>EXPRESSION"} for a text that fits.
 */
final class JsonPattern {

	static final String ABSENT = "<absent>";

	private static final Pattern RANGE = Pattern.compile("<number (\\d+)\\.\\.(\\d+)>");

	private JsonPattern() {
	}

	/**
	 * Compare.
	 * @param pattern the pattern
	 * @param actual the value, or {@code null} for none
	 * @return what differs and where, or {@code null} if the value holds the pattern
	 */
	static @Nullable String mismatch(JsonNode pattern, @Nullable JsonNode actual) {
		return mismatch(pattern, actual, new HashMap<>());
	}

	/**
	 * Compare.
	 * @param pattern the pattern
	 * @param actual the value, or {@code null} for none
	 * @param groups the map that takes what fits the named groups of expressions
	 * @return what differs and where, or {@code null} if the value holds the pattern
	 */
	static @Nullable String mismatch(JsonNode pattern, @Nullable JsonNode actual, Map<String, String> groups) {
		return mismatch(pattern, actual, "$", groups);
	}

	private static @Nullable String mismatch(JsonNode pattern, @Nullable JsonNode actual, String at,
			Map<String, String> groups) {
		String placeholder = pattern.isString() ? pattern.stringValue() : "";
		if (placeholder.equals(ABSENT)) {
			return (actual != null) ? at + " is there: " + actual : null;
		}
		if (actual == null) {
			return at + " is absent";
		}
		Matcher range = RANGE.matcher(placeholder);
		if (range.matches()) {
			boolean within = actual.isNumber() && actual.decimalValue().compareTo(new BigDecimal(range.group(1))) >= 0
					&& actual.decimalValue().compareTo(new BigDecimal(range.group(2))) <= 0;
			return within ? null : at + " is " + actual + " instead of " + placeholder;
		}
		boolean matches = Expression.is(placeholder)
				? actual.isString() && Expression.matches(placeholder, actual.stringValue(), groups)
				: matches(pattern, placeholder, actual);
		if (!matches) {
			return at + " is " + actual + " instead of " + pattern;
		}
		return pattern.isContainer() ? childMismatch(pattern, actual, at, groups) : null;
	}

	private static boolean matches(JsonNode pattern, String placeholder, JsonNode actual) {
		return switch (placeholder) {
			case "<any>" -> true;
			case "<string>" -> actual.isString();
			case "<number>" -> actual.isNumber();
			default -> pattern.isContainer() ? pattern.getNodeType() == actual.getNodeType() : equal(pattern, actual);
		};
	}

	private static @Nullable String childMismatch(JsonNode pattern, JsonNode actual, String at,
			Map<String, String> groups) {
		for (Map.Entry<String, JsonNode> property : pattern.properties()) {
			String name = property.getKey();
			String mismatch = mismatch(property.getValue(), actual.get(name), at + "." + name, groups);
			if (mismatch != null) {
				return mismatch;
			}
		}
		for (int i = 0; pattern.isArray() && i < pattern.size(); i++) {
			String mismatch = mismatch(pattern.get(i), actual.get(i), at + "." + i, groups);
			if (mismatch != null) {
				return mismatch;
			}
		}
		return null;
	}

	private static boolean equal(JsonNode pattern, JsonNode actual) {
		return (pattern.isNumber() && actual.isNumber()) ? pattern.decimalValue().compareTo(actual.decimalValue()) == 0
				: pattern.equals(actual);
	}

}
