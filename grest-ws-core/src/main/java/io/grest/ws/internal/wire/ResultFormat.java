package io.grest.ws.internal.wire;

import java.nio.charset.StandardCharsets;

import io.grest.ws.error.SocketException;
import io.grest.ws.internal.json.FrameBuffer;
import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.json.PayloadReader;
import io.grest.ws.internal.json.PayloadWriter;
import io.grest.ws.internal.json.Payloads;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;

/**
 * Format of an answer: <code>{"success":true,"type":"OK","data":…}</code>, or an error
 * with its status and context.
 */
final class ResultFormat {

	private static final byte[] SUCCESS = utf8("{\"success\":true,\"type\":\"OK\",\"data\":");

	private static final byte[] SUCCESS_WITHOUT_DATA = utf8("{\"success\":true,\"type\":\"OK\"}");

	private final Payloads payloads;

	ResultFormat(Payloads payloads) {
		this.payloads = payloads;
	}

	void writeSuccess(FrameBuffer out, PayloadWriter writer, @Nullable Object value) {
		if (value == null) {
			out.append(SUCCESS_WITHOUT_DATA);
			return;
		}
		out.append(SUCCESS);
		writer.write(out, value);
		out.append('}');
	}

	void writeFailure(FrameBuffer out, SocketException error) {
		try (JsonGenerator json = this.payloads.mapper().createGenerator(out)) {
			writeFailure(json, error);
		}
	}

	private void writeFailure(JsonGenerator json, SocketException error) {
		SocketException.Context context = error.context();
		json.writeStartObject();
		json.writeBooleanProperty("success", false);
		json.writeStringProperty("type", error.type());
		if (error.data() != null) {
			json.writeName("data");
			this.payloads.mapper().writeValue(json, error.data());
		}
		json.writeNumberProperty("statusCode", error.status());
		json.writeObjectPropertyStart("context");
		error.displayMessage().ifPresent((text) -> json.writeStringProperty("displayMessage", text));
		json.writeNumberProperty("timestamp", context.timestamp());
		json.writeStringProperty("ref", context.ref());
		json.writeEndObject();
		json.writeEndObject();
	}

	/**
	 * Read an answer.
	 * @param reader the reader of a success's value, or {@code null} to skip it
	 * @throws JacksonException if the payload is not JSON, or the value is not of its
	 * type
	 * @throws IllegalArgumentException if the payload is not a result
	 */
	Result read(Payload payload, @Nullable PayloadReader reader) {
		try (JsonParser parser = this.payloads.parser(payload)) {
			return new ResultReader(parser, reader).read();
		}
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
