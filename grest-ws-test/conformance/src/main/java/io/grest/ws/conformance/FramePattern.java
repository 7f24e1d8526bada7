package io.grest.ws.conformance;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The least that a text frame has to hold; a part that is {@code null} is not looked at.
 * A text may be {@code "<re>EXPRESSION"}, for any that fits.
 *
 * @param type the frame's type
 * @param path the frame's path
 * @param id the frame's id, without its parameters if those are looked at;
 * {@code "<string>"} stands for any that is not empty
 * @param idPrefix what the id starts with
 * @param params the least that the parameters of the id have to hold
 * @param data the frame's data; {@code "<absent>"} means that there are none
 * @param frame the whole frame, where it is JSON
 * @param notContaining a text that must not be in the frame
 * @param as the name to keep the frame under
 */
record FramePattern(@Nullable String type, @Nullable String path, @Nullable String id, @Nullable String idPrefix,
		@Nullable JsonNode params, @Nullable JsonNode data, @Nullable JsonNode frame, @Nullable String notContaining,
		@Nullable String as) {

	private static final JsonMapper MAPPER = new JsonMapper();

	private static final Pattern DIGITS = Pattern.compile("\\d+");

	private static final JsonNode OK = MAPPER.readTree("{\"success\":true,\"type\":\"OK\"}");

	static FramePattern read(JsonNode json) {
		Keys keys = new Keys(json);
		FramePattern pattern = new FramePattern(keys.text("type"), keys.text("path"), keys.text("id"),
				keys.text("idPrefix"), keys.find("params"), keys.find("data"), keys.find("frame"),
				keys.text("notContaining"), keys.text("as"));
		keys.noMore();
		return pattern;
	}

	/**
	 * The pattern of the OK answer to a call.
	 */
	static FramePattern ok(RawFrame request) {
		return new FramePattern("s", request.path(), request.id(), null, null, OK, null, null, null);
	}

	/**
	 * Return this pattern with the parts of earlier frames that it refers to.
	 */
	FramePattern resolve(References references) {
		return new FramePattern(resolve(references, this.type), resolve(references, this.path),
				resolve(references, this.id), resolve(references, this.idPrefix), resolve(references, this.params),
				resolve(references, this.data), resolve(references, this.frame),
				resolve(references, this.notContaining), this.as);
	}

	private static @Nullable String resolve(References references, @Nullable String text) {
		return (text != null) ? references.resolve(text) : null;
	}

	private static @Nullable JsonNode resolve(References references, @Nullable JsonNode value) {
		return (value != null) ? references.resolve(value) : null;
	}

	/**
	 * Compare.
	 * @param text a frame
	 * @return what differs, or {@code null} if the frame holds the pattern
	 */
	@Nullable String mismatch(String text) {
		return mismatch(text, new HashMap<>());
	}

	private @Nullable String mismatch(String text, Map<String, String> groups) {
		if (this.notContaining != null && text.contains(this.notContaining)) {
			return "contains " + this.notContaining;
		}
		if (this.frame != null) {
			return jsonMismatch(this.frame, text, groups);
		}
		RawFrame actual = RawFrame.split(text);
		return (actual != null) ? mismatch(actual, groups) : "has fewer than three colons";
	}

	private @Nullable String mismatch(RawFrame actual, Map<String, String> groups) {
		if (differs(this.type, actual.type(), groups)) {
			return "is not of type " + this.type;
		}
		if (differs(this.path, actual.path(), groups)) {
			return "is not at path " + this.path;
		}
		String idMismatch = idMismatch(actual, groups);
		if (idMismatch != null) {
			return idMismatch;
		}
		return (this.data != null) ? jsonMismatch(this.data, actual.data(), groups) : null;
	}

	private @Nullable String idMismatch(RawFrame actual, Map<String, String> groups) {
		String actualId = (this.params != null) ? actual.bareId() : actual.id();
		if ("<string>".equals(this.id) ? actualId.isEmpty() : differs(this.id, actualId, groups)) {
			return "has not the id " + this.id;
		}
		if (this.idPrefix != null && !actualId.startsWith(this.idPrefix)) {
			return "has no id that starts with " + this.idPrefix;
		}
		return (this.params != null) ? JsonPattern.mismatch(this.params, json(actual.parameters()), groups) : null;
	}

	private static JsonNode json(Map<String, String> parameters) {
		ObjectNode json = MAPPER.createObjectNode();
		parameters.forEach((name, value) -> {
			if (DIGITS.matcher(value).matches()) {
				json.put(name, new BigInteger(value));
			}
			else {
				json.put(name, value);
			}
		});
		return json;
	}

	private static boolean differs(@Nullable String expected, String actual, Map<String, String> groups) {
		if (expected != null && Expression.is(expected)) {
			return !Expression.matches(expected, actual, groups);
		}
		return expected != null && !expected.equals(actual);
	}

	/**
	 * Return a frame that holds the pattern as it is kept: with the id that the pattern
	 * looks at, and the named groups of its expressions.
	 */
	KeptFrame kept(String text) {
		Map<String, String> groups = new HashMap<>();
		mismatch(text, groups);
		RawFrame frame = Check.present(RawFrame.split(text), "A frame of three colons is kept, not %s", text);
		return new KeptFrame((this.params != null) ? frame.withoutParameters() : frame, groups);
	}

	private static @Nullable String jsonMismatch(JsonNode pattern, String json, Map<String, String> groups) {
		try {
			return JsonPattern.mismatch(pattern, json.isEmpty() ? null : MAPPER.readTree(json), groups);
		}
		catch (JacksonException ex) {
			return "holds no JSON: " + ex.getOriginalMessage();
		}
	}

}
