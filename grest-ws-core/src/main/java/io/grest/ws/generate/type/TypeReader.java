package io.grest.ws.generate.type;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.grest.ws.generate.type.TsType.Choice;
import io.grest.ws.generate.type.TsType.Dictionary;
import io.grest.ws.generate.type.TsType.Direction;
import io.grest.ws.generate.type.TsType.Field;
import io.grest.ws.generate.type.TsType.Items;
import io.grest.ws.generate.type.TsType.Key;
import io.grest.ws.generate.type.TsType.Plain;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.ser.bean.BeanSerializerBase;
import tools.jackson.databind.ser.jackson.RawSerializer;
import tools.jackson.databind.ser.jdk.ByteArraySerializer;
import tools.jackson.databind.ser.jdk.ByteBufferSerializer;
import tools.jackson.databind.ser.jdk.JDKArraySerializers;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Reads Java types as an application's mapper writes and reads them: it asks the very
 * serializers and deserializers that are going to do the work.
 *
 * @since 0.1.0
 */
public final class TypeReader {

	private static final String NO_SHAPE = ", which has no TypeScript shape: ";

	private static final Set<Class<?>> OPTIONAL_NUMBERS = Set.of(OptionalInt.class, OptionalLong.class,
			OptionalDouble.class);

	// They describe themselves as something else.
	private static final Set<Class<?>> BASE64 = Set.of(ByteArraySerializer.class, ByteBufferSerializer.class,
			JDKArraySerializers.BinaryFloatArraySerializer.class,
			JDKArraySerializers.BinaryDoubleArraySerializer.class);

	private final JsonMapper mapper;

	private final SerializationContext context;

	private final Declarations declarations;

	private final Consumer<String> faults;

	private final WrittenBeans writtenBeans;

	private final ReadBeans readBeans;

	private final UnionReader unions;

	/**
	 * Create a reader.
	 * @param mapper the application's mapper
	 * @param declarations takes the types that get a declaration
	 * @param faults takes what is wrong, each with its place and a remedy
	 */
	public TypeReader(JsonMapper mapper, Declarations declarations, Consumer<String> faults) {
		this.mapper = mapper;
		this.context = mapper._serializationContext();
		this.declarations = declarations;
		this.faults = faults;
		this.writtenBeans = new WrittenBeans(this.context, this, declarations);
		this.readBeans = new ReadBeans(mapper._deserializationContext(), this, this.writtenBeans, declarations);
		this.unions = new UnionReader(mapper, this, declarations);
	}

	/**
	 * Read the type of a payload.
	 * @param type the Java type
	 * @param site where it is used
	 * @return the type
	 */
	public TsType read(Type type, Site site) {
		return read(this.mapper.constructType(type), null, site);
	}

	TsType read(JavaType type, @Nullable ValueSerializer<?> serializer, Site site) {
		TsType form = readValue(type, serializer, site);
		return site.nullable() ? form.orNull() : form;
	}

	/**
	 * Read the type of a value that is not {@code null}.
	 * @param type the Java type
	 * @param serializer what writes it, {@code null} if that is yet to be found
	 * @param site where it is used
	 * @return the type
	 */
	TsType readValue(JavaType type, @Nullable ValueSerializer<?> serializer, Site site) {
		try {
			if (type.isReferenceType()) {
				return read(type.getContentType(), null, site.content()).orNull();
			}
			if (type.isTypeOrSubTypeOf(JsonNode.class)) {
				return anyJson(type, site);
			}
			if (type.isJavaLangObject()) {
				return fault(type, site, NO_SHAPE + "name the type, for which a raw type or a wildcard may stand here,"
						+ " or take tools.jackson.databind.JsonNode if any JSON is meant");
			}
			TsType union = this.unions.read(type, site);
			return (union != null) ? union : readUntagged(type, serializer, site);
		}
		catch (JacksonException ex) {
			return fault(type, site, ", which Jackson refuses: " + ex.getOriginalMessage());
		}
	}

	/**
	 * Read a type as it is without any type id.
	 * @param type the Java type
	 * @param given what writes it, {@code null} if that is yet to be found
	 * @param site where it is used
	 * @return the type
	 */
	TsType readUntagged(JavaType type, @Nullable ValueSerializer<?> given, Site site) {
		ValueSerializer<?> serializer = (given != null) ? given : serializer(type, site.property());
		if (type.isEnumType() && !(serializer instanceof BeanSerializerBase)) {
			return constants(type, serializer, site);
		}
		if (BASE64.contains(serializer.getClass())) {
			return new Plain("string", "Base64.");
		}
		if (type.hasRawClass(char[].class)
				&& !this.context.isEnabled(SerializationFeature.WRITE_CHAR_ARRAYS_AS_JSON_ARRAYS)) {
			return TsType.STRING;
		}
		if (serializer instanceof RawSerializer) {
			return fault(type, site,
					", written as it is by @JsonRawValue, so its type is not known: make it a JsonNode");
		}
		TsType object = (site.direction() == Direction.READ) ? this.readBeans.read(type, serializer, site) : null;
		return (object != null) ? object : written(type, serializer, site);
	}

	private TsType written(JavaType type, ValueSerializer<?> serializer, Site site) {
		FormatVisitor visitor = new FormatVisitor(this.context, this, site);
		serializer.acceptJsonFormatVisitor(visitor, type);
		List<BeanProperty> properties = visitor.properties();
		if (properties != null) {
			return this.writtenBeans.read(type, serializer, properties, site);
		}
		TsType form = visitor.type();
		if (form == null && serializer.getClass().getName().startsWith("tools.jackson.")) {
			return fault(type, site, NO_SHAPE + "make it a record of what the other side needs");
		}
		if (form == null) {
			return fault(type, site, ", and " + serializer.getClass().getName() + " does not say what it writes:"
					+ " override its acceptJsonFormatVisitor, or annotate the type with @JsonValue instead");
		}
		if (OPTIONAL_NUMBERS.contains(type.getRawClass())) {
			return form.orNull();
		}
		return (form instanceof Plain plain) ? TypeNotes.add(plain(plain, type, site), type) : form;
	}

	// A number may be written as a string, but a string is not read as a number.
	private static Plain plain(Plain written, JavaType type, Site site) {
		boolean number = type.isTypeOrSubTypeOf(Number.class)
				|| (type.isPrimitive() && !type.hasRawClass(boolean.class) && !type.hasRawClass(char.class));
		return (number && site.direction() == Direction.READ) ? (Plain) TsType.NUMBER : written;
	}

	ValueSerializer<?> serializer(JavaType type, @Nullable BeanProperty property) {
		return this.context.findPrimaryPropertySerializer(type, property);
	}

	/**
	 * Read the names in a map.
	 * @param type the Java type of its keys
	 * @param site where the map is used
	 * @return a string, or those names that may occur
	 */
	TsType readNames(JavaType type, Site site) {
		if (!type.isEnumType()) {
			return TsType.STRING;
		}
		JavaType map = this.mapper.getTypeFactory().constructMapType(Map.class, type.getRawClass(), Integer.class);
		List<TsType> names = new ArrayList<>();
		for (Object constant : type.getRawClass().getEnumConstants()) {
			JsonNode written = this.mapper.readTree(this.mapper.writerFor(map).writeValueAsString(Map.of(constant, 0)));
			written.propertyNames().forEach((name) -> names.add(literal(this.mapper.writeValueAsString(name))));
		}
		return Choice.of(names);
	}

	// Names, toString, @JsonProperty, @JsonValue, numbers: the serializer knows.
	private TsType constants(JavaType type, ValueSerializer<?> serializer, Site site) {
		TsType usual = literals(type, serializer(type, null), site.direction());
		TsType form = (site.property() != null) ? literals(type, serializer, site.direction()) : usual;
		return form.equals(usual) ? this.declarations.declare(new Key(type, site.direction(), ""), () -> usual) : form;
	}

	@SuppressWarnings("unchecked")
	private TsType literals(JavaType type, ValueSerializer<?> serializer, Direction direction) {
		List<TsType> literals = new ArrayList<>();
		for (Object constant : type.getRawClass().getEnumConstants()) {
			try (TokenBuffer buffer = this.context.bufferForValueConversion()) {
				((ValueSerializer<Object>) serializer).serialize(constant, buffer, this.context);
				String written = this.mapper.readTree(buffer.asParser()).toString();
				literals.add(literal((direction == Direction.READ) ? readable(type, constant, written) : written));
			}
		}
		return literals.isEmpty() ? TsType.NEVER : Choice.of(literals);
	}

	// Not everything that is written can be read: an index is refused.
	private String readable(JavaType type, Object constant, String written) {
		return Stream
			.of(written, this.mapper.writeValueAsString(constant.toString()),
					this.mapper.writeValueAsString(((Enum<?>) constant).name()))
			.filter((json) -> reads(type, json, constant))
			.findFirst()
			.orElse(written);
	}

	private boolean reads(JavaType type, String json, Object constant) {
		try {
			return constant == this.mapper.readerFor(type).readValue(json);
		}
		catch (JacksonException ex) {
			return false;
		}
	}

	private static TsType literal(String json) {
		return new Plain(json, null);
	}

	private TsType anyJson(JavaType type, Site site) {
		JavaType node = this.mapper.constructType(JsonNode.class);
		TsType json = this.declarations.declare(new Key(node, site.direction(), ""),
				() -> Choice.of(List.of(TsType.STRING, TsType.NUMBER, TsType.BOOLEAN, TsType.NULL,
						new Items(new TsType.Named(new Key(node, site.direction(), ""))),
						new Dictionary(TsType.STRING, new TsType.Named(new Key(node, site.direction(), ""))))));
		if (type.hasRawClass(ObjectNode.class)) {
			return new Dictionary(TsType.STRING, json);
		}
		return type.hasRawClass(ArrayNode.class) ? new Items(json) : json;
	}

	/**
	 * The field by which an object tells its type, wherever it is used.
	 * @param type the Java type
	 * @return the field, or {@code null} if there is none
	 */
	@Nullable Field typeIdOf(JavaType type) {
		return this.unions.typeIdOf(type);
	}

	/**
	 * Note a fault.
	 * @param type the Java type
	 * @param site where it is used
	 * @param reason what is wrong with it, and what to do
	 * @return a type to go on with
	 */
	TsType fault(JavaType type, Site site, String reason) {
		this.faults.accept("the " + site.place() + " is of type " + type.toCanonical() + reason);
		return TsType.NEVER;
	}

}
