package io.grest.ws.internal.log;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * Shows JSON without the values of some names.
 *
 * @param mapper reads and writes
 * @param maxBytes after how many bytes it ends, or soon after
 */
record JsonMask(JsonMapper mapper, int maxBytes) {

	private static final String MASK = "***";

	/**
	 * Mask JSON.
	 * @param bytes holds the JSON, or what should be
	 * @param offset where it begins
	 * @param length how many bytes it has
	 * @param masked tells the names whose values are masked
	 * @param depth how many objects a name must stand in to be masked
	 * @return the text up to where it ends, is long enough, or is no JSON any more
	 */
	String apply(byte[] bytes, int offset, int length, Predicate<String> masked, int depth) {
		if (length == 0) {
			return "";
		}
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		String end = "";
		try (JsonGenerator generator = this.mapper.createGenerator(out)) {
			try (JsonParser parser = this.mapper.createParser(bytes, offset, length)) {
				copy(parser, generator, masked, depth, out);
			}
			catch (JacksonException ex) {
				end = " (" + length + " bytes, from here on no JSON)";
			}
		}
		return out.toString(StandardCharsets.UTF_8) + end;
	}

	private void copy(JsonParser parser, JsonGenerator generator, Predicate<String> masked, int depth,
			ByteArrayOutputStream out) {
		int objects = 0;
		for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
			generator.copyCurrentEvent(parser);
			switch (token) {
				case START_OBJECT -> objects++;
				case END_OBJECT -> objects--;
				case PROPERTY_NAME -> {
					if (objects >= depth && masked.test(parser.currentName())) {
						parser.nextToken();
						parser.skipChildren();
						generator.writeString(MASK);
					}
				}
				default -> {
				}
			}
			if (out.size() + generator.streamWriteOutputBuffered() > this.maxBytes) {
				return;
			}
		}
	}

}
