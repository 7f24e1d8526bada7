package io.grest.ws.test.assertion;

import java.util.Optional;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Partial comparison of JSON by the given fields.
 *
 * @since 0.1.0
 */
public final class JsonMatch {

	private static final JsonMapper MAPPER = new JsonMapper();

	private final JsonMapper mapper;

	/**
	 * Create a match.
	 * @param mapper the mapper that writes the compared objects
	 */
	public JsonMatch(JsonMapper mapper) {
		this.mapper = mapper;
	}

	/**
	 * Find the first difference.
	 * @param partial a map, a JSON text, or any object, whose {@code null} fields are
	 * ignored
	 * @param value an object, or a JSON text
	 * @return the path and the values that differ, or empty if there is no difference
	 */
	public Optional<String> difference(Object partial, Object value) {
		return Optional.ofNullable(difference("", tree(partial), tree(value), partial instanceof CharSequence));
	}

	/**
	 * Return the given fields as JSON.
	 * @param partial the fields, as in {@link #difference}
	 * @return the JSON text
	 */
	public String describe(Object partial) {
		return tree(partial).toString();
	}

	private JsonNode tree(Object value) {
		if (value instanceof CharSequence text) {
			return MAPPER.readTree(text.toString());
		}
		return MAPPER.readTree(this.mapper.writeValueAsBytes(value));
	}

	private static @Nullable String difference(String path, JsonNode partial, @Nullable JsonNode value,
			boolean nullsCount) {
		if (partial.isNull() && !nullsCount) {
			return null;
		}
		if (value == null) {
			return path + " is missing";
		}
		if (partial.isObject() && value.isObject()) {
			return partial.propertyStream()
				.map((field) -> difference(path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
						field.getValue(), value.get(field.getKey()), nullsCount))
				.filter((difference) -> difference != null)
				.findFirst()
				.orElse(null);
		}
		if (partial.isArray() && value.isArray() && partial.size() == value.size()) {
			for (int i = 0; i < partial.size(); i++) {
				String difference = difference(path.isEmpty() ? "" + i : path + "." + i, partial.get(i), value.get(i),
						nullsCount);
				if (difference != null) {
					return difference;
				}
			}
			return null;
		}
		return equal(partial, value) ? null
				: (path.isEmpty() ? "the value" : path) + " is " + value + " and not " + partial;
	}

	private static boolean equal(JsonNode partial, JsonNode value) {
		return (partial.isNumber() && value.isNumber()) ? partial.decimalValue().compareTo(value.decimalValue()) == 0
				: partial.equals(value);
	}

}
