package io.grest.ws.conformance;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The least that a text frame has to hold; a part that is {@code null} is not looked at.
 *
 * @param type the frame's type
 * @param path the frame's path
 * @param id the frame's id; {@code "<string>"} stands for any that is not empty
 * @param data the frame's data; {@code "<absent>"} means that there are none
 * @param frame the whole frame, where it is JSON
 * @param notContaining a text that must not be in the frame
 * @param as the name to keep the frame under
 */
record FramePattern(String type, String path, String id, JsonNode data, JsonNode frame, String notContaining,
		String as) {

	private static final JsonMapper MAPPER = new JsonMapper();

	static FramePattern read(JsonNode json) {
		Keys keys = new Keys(json);
		FramePattern pattern = new FramePattern(keys.text("type"), keys.text("path"), keys.text("id"),
				keys.find("data"), keys.find("frame"), keys.text("notContaining"), keys.text("as"));
		keys.noMore();
		return pattern;
	}

	/**
	 * Compare.
	 * @param text a frame
	 * @return what differs, or {@code null} if the frame holds the pattern
	 */
	String mismatch(String text) {
		if (this.notContaining != null && text.contains(this.notContaining)) {
			return "contains " + this.notContaining;
		}
		if (this.frame != null) {
			return jsonMismatch(this.frame, text);
		}
		RawFrame actual = RawFrame.split(text);
		if (actual == null) {
			return "has fewer than three colons";
		}
		if (differs(this.type, actual.type())) {
			return "is not of type " + this.type;
		}
		if (differs(this.path, actual.path())) {
			return "is not at path " + this.path;
		}
		if ("<string>".equals(this.id) ? actual.id().isEmpty() : differs(this.id, actual.id())) {
			return "has not the id " + this.id;
		}
		return (this.data != null) ? jsonMismatch(this.data, actual.data()) : null;
	}

	private static boolean differs(String expected, String actual) {
		return expected != null && !expected.equals(actual);
	}

	private static String jsonMismatch(JsonNode pattern, String json) {
		try {
			return JsonPattern.mismatch(pattern, json.isEmpty() ? null : MAPPER.readTree(json));
		}
		catch (JacksonException ex) {
			return "holds no JSON: " + ex.getOriginalMessage();
		}
	}

}
