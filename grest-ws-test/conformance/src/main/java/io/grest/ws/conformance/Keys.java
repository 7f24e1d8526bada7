package io.grest.ws.conformance;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The keys of an object of a case file. Each is taken once; one that nobody takes is
 * refused, so that nothing in a case can be passed over.
 */
final class Keys {

	private final JsonNode object;

	private final Map<String, JsonNode> left = new LinkedHashMap<>();

	Keys(JsonNode object) {
		if (!object.isObject()) {
			throw new IllegalArgumentException("No object: " + object);
		}
		this.object = object;
		object.properties().forEach((property) -> this.left.put(property.getKey(), property.getValue()));
	}

	/**
	 * The first key of those that are left.
	 */
	String first() {
		return this.left.keySet().iterator().next();
	}

	private boolean has(String key) {
		return this.left.containsKey(key);
	}

	/**
	 * Take a value.
	 * @param key the value's key
	 * @return the value, or {@code null} if there is none
	 */
	@Nullable JsonNode find(String key) {
		return this.left.remove(key);
	}

	JsonNode get(String key) {
		JsonNode value = find(key);
		if (value == null) {
			throw new IllegalArgumentException("Has no " + key + ": " + this.object);
		}
		return value;
	}

	/**
	 * Take a text.
	 * @return the text, or {@code null} if there is none
	 */
	@Nullable String text(String key) {
		JsonNode value = find(key);
		return (value != null) ? value.stringValue() : null;
	}

	/**
	 * Take a whole number.
	 */
	int number(String key) {
		return get(key).intValue();
	}

	/**
	 * Take a whole number.
	 * @return the number, or that one if there is none
	 */
	int number(String key, int otherwise) {
		return has(key) ? number(key) : otherwise;
	}

	/**
	 * Take an object of texts.
	 * @return the texts, empty if there is none
	 */
	Map<String, String> texts(String key) {
		Map<String, String> texts = new LinkedHashMap<>();
		if (has(key)) {
			get(key).properties()
				.forEach((property) -> texts.put(property.getKey(), property.getValue().stringValue()));
		}
		return texts;
	}

	/**
	 * Refuse what was not taken.
	 */
	void noMore() {
		if (!this.left.isEmpty()) {
			throw new IllegalArgumentException("Unknown key " + this.left.keySet() + ": " + this.object);
		}
	}

}
