package io.grest.ws.internal.json;

import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

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
 * Readers and writers of the payloads of one server or client. Safe to use from any
 * thread.
 *
 * @since 0.1.0
 */
public final class Payloads {

	private final JsonMapper mapper;

	private final JsonMapper parameters;

	private final Mismatches mismatches;

	// Keyed by Jackson's types, which are equal for equal generic types: many methods
	// share a reader, which then stays in the processor's caches.
	private final Map<JavaType, PayloadReader> readers = new ConcurrentHashMap<>();

	private final Map<JavaType, PayloadWriter> writers = new ConcurrentHashMap<>();

	/**
	 * Create readers and writers.
	 * @param mapper a mapper with the settings of {@link #configure(JsonMapper)}
	 */
	public Payloads(JsonMapper mapper) {
		this.mapper = mapper;
		this.parameters = ParameterNames.use(mapper);
		this.mismatches = new Mismatches(mapper, (recording) -> configure(mapper, List.of(recording)));
	}

	/**
	 * Create readers and writers from a mapper without the settings of the protocol.
	 * @param mapper the application's mapper
	 * @return the readers and writers
	 */
	public static Payloads of(JsonMapper mapper) {
		return new Payloads(configure(mapper));
	}

	/**
	 * Create a mapper with the settings that the protocol requires.
	 * @param mapper the application's mapper, or one that has them
	 * @return the mapper
	 */
	public static JsonMapper configure(JsonMapper mapper) {
		return configure(mapper, List.of());
	}

	// A module that the mapper has is moved to the end when it is added again.
	private static JsonMapper configure(JsonMapper mapper, List<JacksonModule> first) {
		return JsonBuffers.use(mapper)
			.addModules(first)
			.addModule(RecordConstructors.module())
			.addModule(new SimpleModule("grest-ws-forms").setDeserializerModifier(new WrittenForms(mapper)))
			.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
			.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
			.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
			.enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
			.withCoercionConfig(LogicalType.Textual, Payloads::refuseOtherScalars)
			.build();
	}

	private static void refuseOtherScalars(MutableCoercionConfig text) {
		text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
			.setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
			.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
	}

	/**
	 * Return the mapper that reads and writes payloads.
	 * @return the mapper
	 */
	public JsonMapper mapper() {
		return this.mapper;
	}

	/**
	 * Return the reader of payloads of a type.
	 * @param type any type that Jackson reads
	 * @return the reader, the same one for the same type
	 */
	public PayloadReader reader(Type type) {
		return known(this.readers, type, (read) -> new PayloadReader(this.mapper.readerFor(read), this.mismatches));
	}

	/**
	 * Return the writer of payloads of a type.
	 * @param type any type that Jackson writes; {@code Object} to use the type of each
	 * value
	 * @return the writer, the same one for the same type
	 */
	public PayloadWriter writer(Type type) {
		return known(this.writers, type, (written) -> new PayloadWriter(
				written.isJavaLangObject() ? this.mapper.writer() : this.mapper.writerFor(written)));
	}

	// Not computed within the map: modules of the application may run, and must not hold
	// a lock of the map.
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
	 * Create a parser of JSON in UTF-8.
	 * @param payload the JSON
	 * @return the parser, which the caller closes
	 * @throws StreamReadException if the payload has another encoding
	 */
	public JsonParser parser(Payload payload) {
		if (payload.isOtherEncoding()) {
			throw new StreamReadException(null, "JSON is not in UTF-8");
		}
		return this.mapper.createParser(payload.array(), payload.offset(), payload.length());
	}

	/**
	 * Read JSON in UTF-8 as a tree.
	 * @param payload the JSON
	 * @return the tree
	 */
	public JsonNode readTree(Payload payload) {
		return this.mapper.readTree(payload.array(), payload.offset(), payload.length());
	}

	/**
	 * Convert the components of an object to text, for a URL. Components and constants of
	 * enums have their names in Java, by which servers bind them: names that Jackson
	 * gives them are ignored.
	 * @param object an object that Jackson writes as a JSON object of scalars
	 * @return the texts by name, without those that are {@code null}
	 */
	public Map<String, String> toParameters(Object object) {
		JsonNode node = this.parameters.valueToTree(object);
		Map<String, String> parameters = new LinkedHashMap<>();
		node.properties().forEach((property) -> {
			if (!property.getValue().isNull()) {
				parameters.put(property.getKey(), property.getValue().asString());
			}
		});
		return parameters;
	}

}
