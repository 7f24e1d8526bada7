package io.grest.ws.conformance;

import java.util.Map;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

/**
 * A frame that a pattern has kept, for the steps after it.
 *
 * @param frame the frame
 * @param groups the texts of the named groups of the pattern's expressions
 */
record KeptFrame(RawFrame frame, Map<String, String> groups) {

	private static final JsonMapper MAPPER = new JsonMapper();

	private static final String DATA = "data.";

	/**
	 * Return a part of the frame.
	 * @param name {@code id}, {@code path}, a value in the data by its path such as
	 * {@code data.resume.token}, or a named group
	 */
	JsonNode part(String name) {
		if (name.startsWith(DATA)) {
			JsonNode value = MAPPER.readTree(this.frame.data())
				.at("/" + name.substring(DATA.length()).replace('.', '/'));
			Check.that(!value.isMissingNode(), "expected %s, came %s", name, this.frame);
			return value;
		}
		return StringNode.valueOf(switch (name) {
			case "id" -> this.frame.id();
			case "path" -> this.frame.path();
			default -> group(name);
		});
	}

	private String group(String name) {
		return Check.present(this.groups.get(name), "No group has the name %s, only %s", name, this.groups.keySet());
	}

}
