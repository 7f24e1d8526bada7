package io.grest.ws.internal.wire;

import java.util.List;

import io.grest.ws.error.SocketException;
import io.grest.ws.error.ValidationException;
import io.grest.ws.error.ValidationException.Issue;
import io.grest.ws.internal.json.PayloadReader;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Last frame of a server that closes because of an error, in the {@link EnvelopeFormat
 * envelope dialect}: <code>{"error":true,"code":4409,"data":{"message":"…",…}}</code>.
 * The code is that of the close that follows; the data consists of the fields of the
 * error's own data and a message. The error's type is not sent.
 *
 * @since 0.1.0
 */
public final class ErrorFrame {

	private static final String MESSAGE = "message";

	private static final String ERRORS = "errors";

	// The key of data that is not an object, and so has no fields to place beside the
	// message.
	private static final String DATA = "data";

	private static final String INVALID = "validation failed";

	private final int code;

	private final JsonNode data;

	private ErrorFrame(int code, JsonNode data) {
		this.code = code;
		this.data = data;
	}

	/**
	 * Write the frame of an error.
	 * @throws RuntimeException if the error's data cannot be written
	 */
	static ObjectNode of(SocketException error, ObjectMapper mapper) {
		ObjectNode data = mapper.createObjectNode();
		if (error instanceof ValidationException invalid) {
			data.put(MESSAGE, INVALID);
			ArrayNode errors = data.putArray(ERRORS);
			invalid.issues()
				.forEach((issue) -> errors.addObject().put("field", issue.path()).put(MESSAGE, issue.message()));
		}
		else {
			data.put(MESSAGE, error.displayMessage().orElseGet(error::type));
			addFields(data, mapper.valueToTree(error.data()));
		}
		ObjectNode frame = mapper.createObjectNode();
		frame.put("error", true).put("code", SocketCloseStatus.ofError(error).code()).set(DATA, data);
		return frame;
	}

	private static void addFields(ObjectNode data, JsonNode own) {
		if (own instanceof ObjectNode fields) {
			data.setAll(fields);
		}
		else if (!own.isNull()) {
			data.set(DATA, own);
		}
	}

	static ErrorFrame read(JsonNode frame) {
		return new ErrorFrame(frame.path("code").asInt(0), frame.path(DATA));
	}

	/**
	 * Return the close code.
	 * @return the code as the other side sent it, or 0 if it is not a number
	 */
	public int code() {
		return this.code;
	}

	/**
	 * Return the text of the error.
	 * @return the message, empty if there is none
	 */
	public String message() {
		JsonNode message = this.data.path(MESSAGE);
		return message.isString() ? message.stringValue() : "";
	}

	/**
	 * Return whether the error is about an input, such as the query.
	 * @return {@code true} if it has {@linkplain #issues() issues} of one
	 */
	public boolean isInvalidInput() {
		return message().equals(INVALID) && this.data.path(ERRORS).isArray();
	}

	/**
	 * Return the issues of an input, if the error is about one.
	 * @return the issues, whose codes are not known
	 */
	public List<Issue> issues() {
		return this.data.path(ERRORS)
			.valueStream()
			.map((issue) -> new Issue(issue.path("field").asString(""), "invalid.value",
					issue.path(MESSAGE).asString("")))
			.toList();
	}

	/**
	 * Read the data of the error.
	 * @param reader the reader of the error's data type
	 * @return the data, or {@code null} if there is none
	 * @throws RuntimeException if the data is not of that type
	 */
	public @Nullable Object data(PayloadReader reader) {
		if (!this.data.isObject()) {
			return null;
		}
		try {
			return reader.read(this.data);
		}
		catch (RuntimeException ex) {
			if (!this.data.has(DATA)) {
				throw ex;
			}
			return reader.read(this.data.path(DATA));
		}
	}

	/**
	 * Return a text with the code only: the data may be secret.
	 */
	@Override
	public String toString() {
		return "ErrorFrame[" + this.code + "]";
	}

}
