package io.grest.ws.generate.snapshot;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.databind.JsonNode;

/**
 * Fingerprint of a description: of what peers can see, not of the names of Java types nor
 * of an order that nobody depends on.
 */
final class Fingerprint {

	private static final int BYTES = 8;

	private static final String TYPES = "types";

	private static final String REFERENCE = "ref";

	private final JsonNode types;

	// Numbered as they are found, since their names may change.
	private final List<String> found = new ArrayList<>();

	private final StringBuilder text = new StringBuilder();

	private Fingerprint(JsonNode types) {
		this.types = types;
	}

	/**
	 * Return the fingerprint of a description.
	 * @param root the description
	 * @return 16 hexadecimal digits
	 */
	static String of(JsonNode root) {
		String text = new Fingerprint(root.path(TYPES)).write(root);
		try {
			byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(hash, 0, BYTES);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JDK has SHA-256", ex);
		}
	}

	private String write(JsonNode root) {
		Map<String, JsonNode> parts = members(root);
		parts.remove(TYPES);
		parts.forEach(this::member);
		// Types name further types.
		for (int i = 0; i < this.found.size(); i++) {
			member("#" + i, this.types.path(this.found.get(i)));
		}
		return this.text.toString();
	}

	private void member(String name, JsonNode value) {
		this.text.append('"').append(name).append("\":");
		if (name.equals(REFERENCE) && value.isString() && this.types.has(value.asString())) {
			this.text.append('#').append(number(value.asString()));
		}
		else {
			value(value);
		}
		this.text.append(',');
	}

	private int number(String type) {
		int number = this.found.indexOf(type);
		if (number < 0) {
			this.found.add(type);
			return this.found.size() - 1;
		}
		return number;
	}

	private void value(JsonNode value) {
		if (value.isObject()) {
			this.text.append('{');
			members(value).forEach(this::member);
			this.text.append('}');
		}
		else if (value.isArray()) {
			this.text.append('[');
			value.forEach((item) -> {
				value(item);
				this.text.append(',');
			});
			this.text.append(']');
		}
		else {
			this.text.append(value);
		}
	}

	private static Map<String, JsonNode> members(JsonNode node) {
		Map<String, JsonNode> members = new TreeMap<>();
		node.properties().forEach((member) -> members.put(member.getKey(), member.getValue()));
		return members;
	}

}
