package io.grest.ws.conformance;

import java.util.Map;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

import static org.assertj.core.api.Assertions.assertThat;

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
			assertThat(value.isMissingNode()).as("%s is missing in %s", name, this.frame).isFalse();
			return value;
		}
		return StringNode.valueOf(switch (name) {
			case "id" -> this.frame.id();
			case "path" -> this.frame.path();
			default -> group(name);
		});
	}

	private String group(String name) {
		assertThat(this.groups).as("the named groups of what was matched").containsKey(name);
		return this.groups.get(name);
	}

}
