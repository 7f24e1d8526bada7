package io.grest.ws.internal.json;

import java.util.List;

import io.grest.ws.error.ValidationException;
import io.grest.ws.error.ValidationException.Issue;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;

/**
 * Reader of payloads of one type. Immutable, safe to use from any thread.
 *
 * @since 0.1.0
 */
public final class PayloadReader {

	private static final Issue REQUIRED = new Issue("", "invalid.required", "is required");

	private static final Issue NO_JSON = new Issue("", "invalid.json", "is not valid JSON");

	// Trailing tokens are refused after a payload, but expected within an envelope.
	private final ObjectReader reader;

	private final ObjectReader embedded;

	private final Mismatches mismatches;

	PayloadReader(ObjectReader reader, Mismatches mismatches) {
		this.mismatches = mismatches;
		this.reader = reader.with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
		this.embedded = reader.without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
	}

	/**
	 * Read a payload.
	 * @param payload the JSON
	 * @return the value
	 * @throws ValidationException if there is no payload, or it is {@code null}, not
	 * JSON, or not of the type; its issues list each mismatch with its path, up to
	 * {@value ValidationException#MAX_ISSUES}, and do not reveal the Java type
	 */
	public Object read(Payload payload) {
		if (payload.length() == 0) {
			throw new ValidationException(List.of(REQUIRED));
		}
		if (payload.isOtherEncoding()) {
			throw new ValidationException(List.of(NO_JSON));
		}
		Object value;
		try {
			value = this.reader.readValue(payload.array(), payload.offset(), payload.length());
		}
		catch (JacksonException ex) {
			throw new ValidationException(this.mismatches.find(ex, this.reader.getValueType(), payload.array(),
					payload.offset(), payload.length()));
		}
		if (value == null) {
			throw new ValidationException(List.of(REQUIRED));
		}
		return value;
	}

	/**
	 * Read a payload within an envelope.
	 * @param parser the parser of the envelope, before the payload
	 * @return the value, or {@code null} for JSON {@code null}
	 */
	public @Nullable Object read(JsonParser parser) {
		return this.embedded.readValue(parser);
	}

	/**
	 * Read a payload from a tree.
	 * @param node the payload
	 * @return the value, or {@code null} for JSON {@code null}
	 */
	public @Nullable Object read(JsonNode node) {
		return this.reader.readValue(node);
	}

}
