package io.grest.ws.conformance;

import java.util.Map;

import tools.jackson.databind.JsonNode;

/**
 * The least that a JSON value has to hold: objects by key, arrays by index; what is not
 * named is not looked at. {@code "<string>"}, {@code "<number>"} and {@code "<any>"}
 * stand for any such value, {@code "<absent>"} for none.
 */
final class JsonPattern {

	static final String ABSENT = "<absent>";

	private JsonPattern() {
	}

	/**
	 * Compare.
	 * @param pattern the pattern
	 * @param actual the value, or {@code null} for none
	 * @return what differs and where, or {@code null} if the value holds the pattern
	 */
	static String mismatch(JsonNode pattern, JsonNode actual) {
		return mismatch(pattern, actual, "$");
	}

	private static String mismatch(JsonNode pattern, JsonNode actual, String at) {
		String placeholder = pattern.isString() ? pattern.stringValue() : "";
		if (placeholder.equals(ABSENT)) {
			return (actual != null) ? at + " is there: " + actual : null;
		}
		if (actual == null) {
			return at + " is absent";
		}
		boolean matches = switch (placeholder) {
			case "<any>" -> true;
			case "<string>" -> actual.isString();
			case "<number>" -> actual.isNumber();
			default -> pattern.isContainer() ? pattern.getNodeType() == actual.getNodeType() : equal(pattern, actual);
		};
		if (!matches) {
			return at + " is " + actual + " instead of " + pattern;
		}
		return pattern.isContainer() ? childMismatch(pattern, actual, at) : null;
	}

	private static String childMismatch(JsonNode pattern, JsonNode actual, String at) {
		for (Map.Entry<String, JsonNode> property : pattern.properties()) {
			String name = property.getKey();
			String mismatch = mismatch(property.getValue(), actual.get(name), at + "." + name);
			if (mismatch != null) {
				return mismatch;
			}
		}
		for (int i = 0; pattern.isArray() && i < pattern.size(); i++) {
			String mismatch = mismatch(pattern.get(i), actual.get(i), at + "." + i);
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
