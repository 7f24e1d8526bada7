package io.grest.ws.protocol;

import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.grest.ws.protocol.json.Mismatches;
import io.grest.ws.protocol.json.WrittenForms;
import tools.jackson.core.JsonParser;
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
 * Payloads as JSON, by Jackson. Safe to use from any thread.
 *
 * @since 0.1.0
 */
public final class PayloadCodec {

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
	 * Read JSON in UTF-8 as a tree.
	 */
	JsonNode readTree(Payload payload) {
		return this.mapper.readTree(payload.array(), payload.offset(), payload.length());
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

}
