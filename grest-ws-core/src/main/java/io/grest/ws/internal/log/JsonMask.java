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
 * Mask for the values of some names in JSON.
 *
 * @param mapper the mapper to read and write with
 * @param maxBytes the number of bytes after which the output ends, or soon after
 */
record JsonMask(JsonMapper mapper, int maxBytes) {

	private static final String MASK = "***";

	/**
	 * Mask JSON.
	 * @param bytes the buffer with the JSON, valid or not
	 * @param offset the offset of its first byte
	 * @param length the number of its bytes
	 * @param masked the predicate for names whose values are masked
	 * @param depth the number of enclosing objects from which on a name is masked
	 * @return the text, up to the size limit or the first syntax error
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
				end = " (" + length + " bytes, not JSON from here on)";
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
