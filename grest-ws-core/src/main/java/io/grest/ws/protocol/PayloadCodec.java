package io.grest.ws.protocol;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.grest.ws.error.SocketException;
import io.grest.ws.error.ValidationException;
import io.grest.ws.error.ValidationException.Issue;
import io.grest.ws.protocol.json.Mismatches;
import io.grest.ws.protocol.json.WrittenForms;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MutableCoercionConfig;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/**
 * Payloads and results as JSON, by Jackson. A frame is written in one go: its head, the
 * envelope of a result, and the payload. Safe to use from any thread.
 *
 * @since 0.1.0
 */
public final class PayloadCodec {

	private static final byte[] SUCCESS = utf8("{\"success\":true,\"type\":\"OK\",\"data\":");

	private static final byte[] SUCCESS_WITHOUT_DATA = utf8("{\"success\":true,\"type\":\"OK\"}");

	private final JsonMapper mapper;

	private final Mismatches mismatches;

	// By Jackson's types, which are equal if they mean the same: many methods share a
	// reader, which stays in the caches of the processor.
	private final Map<JavaType, PayloadReader> readers = new ConcurrentHashMap<>();

	private final Map<JavaType, PayloadWriter> writers = new ConcurrentHashMap<>();

	/**
	 * Create a codec with Jackson's defaults.
	 */
	public PayloadCodec() {
		this(new JsonMapper());
	}

	/**
	 * Create a codec.
	 * @param mapper the application's mapper. Its settings are kept, but for what the
	 * protocol asks for: unknown fields are ignored; {@code "5"} is no number and
	 * {@code 5} no string, unless the mapper writes it so; a number with a fraction is no
	 * whole number
	 */
	public PayloadCodec(JsonMapper mapper) {
		this.mapper = configure(mapper, List.of());
		this.mismatches = new Mismatches(this.mapper, (recording) -> configure(mapper, List.of(recording)));
	}

	private static JsonMapper configure(JsonMapper mapper, List<JacksonModule> first) {
		return FrameBuffer.JsonBuffers.use(mapper)
			.addModules(first)
			.addModule(new SimpleModule(PayloadReader.Constructors.class.getName())
				.setDeserializerModifier(new PayloadReader.Constructors()))
			.addModule(new SimpleModule("grest-ws-forms").setDeserializerModifier(new WrittenForms(mapper)))
			.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
			.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
			.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
			.enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
			.withCoercionConfig(LogicalType.Textual, PayloadCodec::refuseOtherScalars)
			.build();
	}

	private static void refuseOtherScalars(MutableCoercionConfig text) {
		text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
			.setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
			.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
	}

	/**
	 * What reads and writes the payloads.
	 * @return the application's mapper, with the settings that the protocol asks for
	 */
	public JsonMapper mapper() {
		return this.mapper;
	}

	/**
	 * A reader of payloads of a type.
	 * @param type any type that Jackson reads
	 * @return the reader, the same for the same type
	 */
	public PayloadReader reader(Type type) {
		return known(this.readers, type, (read) -> new PayloadReader(this.mapper.readerFor(read), this.mismatches));
	}

	/**
	 * A writer of payloads of a type.
	 * @param type any type that Jackson writes; {@code Object} for that of the value
	 * @return the writer, the same for the same type
	 */
	public PayloadWriter writer(Type type) {
		return known(this.writers, type, (written) -> new PayloadWriter(
				written.isJavaLangObject() ? this.mapper.writer() : this.mapper.writerFor(written)));
	}

	// Not computed within the map: modules of the application may run, and a lock of the
	// map is not theirs to hold.
	private <T> T known(Map<JavaType, T> known, Type type, Function<JavaType, T> create) {
		JavaType javaType = this.mapper.constructType(type);
		T value = known.get(javaType);
		if (value == null) {
			value = create.apply(javaType);
			T other = known.putIfAbsent(javaType, value);
			return (other != null) ? other : value;
		}
		return value;
	}

	/**
	 * Write the frame of a message or a request.
	 * @param prefix the frame up to its id, see {@link FrameCodec#prefix}
	 * @param id the id, empty for a message
	 * @param writer writes the payload
	 * @param payload the payload, or {@code null} for none
	 * @return the frame's bytes
	 */
	public byte[] encodeCall(byte[] prefix, String id, PayloadWriter writer, @Nullable Object payload) {
		return FrameBuffer.write((out) -> {
			out.append(prefix).append(id).append(':');
			if (payload != null) {
				writer.write(out, payload);
			}
		});
	}

	/**
	 * Write the frame of an answer that succeeded.
	 * @param prefix the frame up to its id, see {@link FrameCodec#prefix}
	 * @param id the id of the request
	 * @param writer writes the value
	 * @param value the value, or {@code null} for none
	 * @return the frame's bytes
	 */
	public byte[] encodeSuccess(byte[] prefix, String id, PayloadWriter writer, @Nullable Object value) {
		return FrameBuffer.write((out) -> {
			out.append(prefix).append(id).append(':');
			if (value == null) {
				out.append(SUCCESS_WITHOUT_DATA);
			}
			else {
				out.append(SUCCESS);
				writer.write(out, value);
				out.append('}');
			}
		});
	}

	/**
	 * Write the frame of an error.
	 * @param prefix the frame up to its id, see {@link FrameCodec#prefix}
	 * @param id the id of the request; empty for a handshake
	 * @param error the error, of which type, status, data and context go out
	 * @return the frame's bytes
	 */
	public byte[] encodeError(byte[] prefix, String id, SocketException error) {
		return FrameBuffer.write((out) -> {
			out.append(prefix).append(id).append(':');
			try (JsonGenerator json = this.mapper.createGenerator(out)) {
				writeError(json, error);
			}
		});
	}

	private void writeError(JsonGenerator json, SocketException error) {
		SocketException.Context context = error.context();
		json.writeStartObject();
		json.writeBooleanProperty("success", false);
		json.writeStringProperty("type", error.type());
		if (error.data() != null) {
			json.writeName("data");
			this.mapper.writeValue(json, error.data());
		}
		json.writeNumberProperty("statusCode", error.status());
		json.writeObjectPropertyStart("context");
		if (context.displayMessage() != null) {
			json.writeStringProperty("displayMessage", context.displayMessage());
		}
		json.writeNumberProperty("timestamp", context.timestamp());
		json.writeStringProperty("ref", context.ref());
		json.writeEndObject();
		json.writeEndObject();
	}

	/**
	 * Write the frame that a connection of the {@link EnvelopeCodec envelope dialect}
	 * ends with.
	 * @param error the error
	 * @return the frame's bytes
	 * @throws RuntimeException if the error's data cannot be written
	 */
	public byte[] encodeErrorFrame(SocketException error) {
		return this.mapper.writeValueAsBytes(ErrorFrame.of(error, this.mapper));
	}

	/**
	 * Read the frame that a connection of the {@link EnvelopeCodec envelope dialect} ends
	 * with.
	 * @param payload the whole frame
	 * @return the frame
	 */
	public ErrorFrame readErrorFrame(Payload payload) {
		return ErrorFrame.read(this.mapper.readTree(payload.array(), payload.offset(), payload.length()));
	}

	/**
	 * Write the frame of a client's handshake.
	 * @param headers the headers
	 * @return the frame's bytes
	 */
	public byte[] encodeHandshake(Map<String, String> headers) {
		return FrameBuffer.write((out) -> {
			out.append(FrameCodec.prefix(FrameType.HANDSHAKE, "")).append(':');
			this.mapper.writeValue(out, headers);
		});
	}

	/**
	 * Write the frame by which a server accepts a client.
	 * @param granted what the client may use of what it asked for, and what the server
	 * takes
	 * @return the frame's bytes, {@code k:::null} if nothing is granted
	 */
	public byte[] encodeAccepted(Extensions.Terms granted) {
		return FrameBuffer.write((out) -> {
			out.append(FrameCodec.prefix(FrameType.HANDSHAKE_OK, "")).append(':');
			this.mapper.writeValue(out, granted.toMembers());
		});
	}

	/**
	 * Read what a server grants.
	 * @param payload the data of the frame by which it accepts
	 * @return the extensions, none if the data say nothing of the kind, and what the
	 * server takes
	 */
	public Extensions.Terms readAccepted(Payload payload) {
		try {
			return Extensions.Terms
				.ofMembers(this.mapper.readTree(payload.array(), payload.offset(), payload.length()));
		}
		catch (JacksonException ex) {
			return Extensions.Terms.NONE;
		}
	}

	/**
	 * Read the headers of a handshake.
	 * @param payload a flat JSON object of strings, or nothing
	 * @return the headers, in the order sent
	 * @throws ValidationException if the payload is no such object
	 */
	public Map<String, String> readHeaders(Payload payload) {
		Map<String, String> headers = new LinkedHashMap<>();
		if (payload.length() == 0) {
			return headers;
		}
		try (JsonParser parser = parser(payload)) {
			require(parser.nextToken() == JsonToken.START_OBJECT);
			for (String name = parser.nextName(); name != null; name = parser.nextName()) {
				require(parser.nextToken() == JsonToken.VALUE_STRING);
				headers.put(name, parser.getString());
			}
			require(parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null);
		}
		catch (JacksonException ex) {
			require(false);
		}
		return headers;
	}

	private static void require(boolean condition) {
		if (!condition) {
			throw new ValidationException(
					List.of(new Issue("", "invalid.type", "must be a flat JSON object of strings")));
		}
	}

	/**
	 * Read an answer.
	 * @param payload the JSON of the result
	 * @param reader reads the value of a success, {@code null} to skip it
	 * @return the result
	 * @throws JacksonException if the payload is no JSON or the value not of its type
	 * @throws IllegalArgumentException if the payload is no result
	 */
	public Result readResult(Payload payload, @Nullable PayloadReader reader) {
		try (JsonParser parser = parser(payload)) {
			return new ResultReader(parser, reader).read();
		}
	}

	/**
	 * A parser of JSON in UTF-8.
	 * @throws StreamReadException if the payload is of another encoding
	 */
	JsonParser parser(Payload payload) {
		if (payload.isOtherEncoding()) {
			throw new StreamReadException(null, "JSON is not in UTF-8");
		}
		return this.mapper.createParser(payload.array(), payload.offset(), payload.length());
	}

	/**
	 * Turn the components of an object into text, for a URL.
	 * @param object an object that Jackson writes as a JSON object of scalars
	 * @return text by name, without what is {@code null}
	 */
	public Map<String, String> toParameters(Object object) {
		JsonNode node = this.mapper.valueToTree(object);
		Map<String, String> parameters = new LinkedHashMap<>();
		node.properties().forEach((property) -> {
			if (!property.getValue().isNull()) {
				parameters.put(property.getKey(), property.getValue().asString());
			}
		});
		return parameters;
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
