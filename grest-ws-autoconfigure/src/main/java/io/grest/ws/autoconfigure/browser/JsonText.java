package io.grest.ws.autoconfigure.browser;

import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON with indentation.
 */
final class JsonText {

	private static final ObjectWriter WRITER = new JsonMapper().writerWithDefaultPrettyPrinter();

	private JsonText() {
	}

	static byte[] write(ObjectNode document) {
		return WRITER.writeValueAsBytes(document);
	}

}
