package io.grest.ws.internal.wire;

import io.grest.ws.error.SocketException;
import io.grest.ws.internal.json.PayloadReader;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * Reader of one result in one pass. The data of a success is read directly as its type if
 * {@code success} comes first, as in the results of every known peer.
 */
final class ResultReader {

	private final JsonParser parser;

	private final @Nullable PayloadReader reader;

	private @Nullable Boolean success;

	private @Nullable String type;

	private @Nullable Object value;

	private @Nullable JsonNode tree;

	private @Nullable JsonNode context;

	ResultReader(JsonParser parser, @Nullable PayloadReader reader) {
		this.parser = parser;
		this.reader = reader;
	}

	Result read() {
		require(this.parser.nextToken() == JsonToken.START_OBJECT);
		for (String name = this.parser.nextName(); name != null; name = this.parser.nextName()) {
			JsonToken token = this.parser.nextToken();
			switch (name) {
				case "success" -> this.success = readBoolean(token);
				case "type" -> this.type = (token == JsonToken.VALUE_STRING) ? this.parser.getString() : null;
				case "data" -> readData(token);
				case "context" -> this.context = this.parser.readValueAsTree();
				default -> this.parser.skipChildren();
			}
		}
		require(this.parser.currentToken() == JsonToken.END_OBJECT && this.parser.nextToken() == null);
		return result();
	}

	private Boolean readBoolean(@Nullable JsonToken token) {
		require(token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE);
		return token == JsonToken.VALUE_TRUE;
	}

	private void readData(@Nullable JsonToken token) {
		if (token == JsonToken.VALUE_NULL) {
			return;
		}
		if (Boolean.TRUE.equals(this.success) && this.reader != null) {
			this.value = this.reader.read(this.parser);
		}
		else if (Boolean.TRUE.equals(this.success)) {
			this.parser.skipChildren();
		}
		else {
			this.tree = this.parser.readValueAsTree();
		}
	}

	private Result result() {
		require(this.success != null);
		if (Boolean.TRUE.equals(this.success)) {
			if (this.tree != null && this.reader != null) {
				this.value = this.reader.read(this.tree);
			}
			return new Result.Success(this.value);
		}
		require(this.type != null);
		return new Result.Failure((this.type != null) ? this.type : "", readContext(), readDisplayMessage(), this.tree);
	}

	private SocketException.Context readContext() {
		SocketException.Context fresh = SocketException.Context.create();
		if (this.context == null) {
			return fresh;
		}
		JsonNode timestamp = this.context.path("timestamp");
		JsonNode ref = this.context.path("ref");
		return new SocketException.Context(
				timestamp.isNumber() ? timestamp.asLong(fresh.timestamp()) : fresh.timestamp(),
				ref.isString() ? ref.stringValue() : fresh.ref());
	}

	private @Nullable String readDisplayMessage() {
		JsonNode text = (this.context != null) ? this.context.path("displayMessage") : null;
		return (text != null && text.isString()) ? text.stringValue() : null;
	}

	private static void require(boolean condition) {
		if (!condition) {
			throw new IllegalArgumentException("Payload is not a result");
		}
	}

}
