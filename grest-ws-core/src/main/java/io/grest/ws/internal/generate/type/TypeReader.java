package io.grest.ws.internal.generate.type;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

import io.grest.ws.internal.generate.model.Declarations;
import io.grest.ws.internal.generate.model.Direction;
import io.grest.ws.internal.generate.model.Field;
import io.grest.ws.internal.generate.model.JsonType;
import io.grest.ws.internal.generate.model.JsonType.Choice;
import io.grest.ws.internal.generate.model.JsonType.Dictionary;
import io.grest.ws.internal.generate.model.JsonType.Items;
import io.grest.ws.internal.generate.model.JsonType.Scalar;
import io.grest.ws.internal.generate.model.JsonType.Undescribed;
import io.grest.ws.internal.generate.model.Key;
import io.grest.ws.internal.generate.model.Kind;
import io.grest.ws.internal.generate.model.Literal;
import io.grest.ws.internal.generate.model.Prose;
import io.grest.ws.internal.generate.model.Rules;
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
import tools.jackson.databind.ser.jackson.JsonValueSerializer;
import tools.jackson.databind.ser.jackson.RawSerializer;
import tools.jackson.databind.ser.jdk.ByteArraySerializer;
import tools.jackson.databind.ser.jdk.ByteBufferSerializer;
import tools.jackson.databind.ser.jdk.JDKArraySerializers;

/**
 * Reader of Java types as an application's mapper writes and reads them. It derives their
 * form from the same serializers and deserializers that payloads are converted with.
 *
 * @since 0.1.0
 */
public final class TypeReader {

	private static final Set<Class<?>> WHOLE_NUMBERS = Set.of(Byte.class, Short.class, Integer.class, Long.class,
			BigInteger.class);

	private static final Set<Class<?>> OPTIONAL_NUMBERS = Set.of(OptionalInt.class, OptionalLong.class,
			OptionalDouble.class);

	// Serializers that do not describe the base64 text that they write.
	private static final Set<Class<?>> BASE64 = Set.of(ByteArraySerializer.class, ByteBufferSerializer.class,
			JDKArraySerializers.BinaryFloatArraySerializer.class,
			JDKArraySerializers.BinaryDoubleArraySerializer.class);

	private final JsonMapper mapper;

	private final SerializationContext context;

	private final Declarations declarations;

	private final TextForms texts;

	private final String language;

	private final Consumer<String> faults;

	private final WrittenBeans writtenBeans;

	private final ReadBeans readBeans;

	private final UnionReader unions;

	private final EnumForms enums;

	/**
	 * Create a reader.
	 * @param mapper the application's mapper
	 * @param declarations the declarations to add to
	 * @param language the language that the types are described in, for messages
	 * @param faults the consumer of faults, each with its place and a remedy: types that
	 * are {@linkplain Undescribed not described}, and those that only JSON Schema can
	 * express
	 */
	public TypeReader(JsonMapper mapper, Declarations declarations, String language, Consumer<String> faults) {
		this.mapper = mapper;
		this.context = mapper._serializationContext();
		this.declarations = declarations;
		this.texts = new TextForms(mapper);
		this.language = language;
		this.faults = faults;
		this.writtenBeans = new WrittenBeans(this.context, this, declarations);
		this.readBeans = new ReadBeans(mapper._deserializationContext(), this, this.writtenBeans, declarations);
		this.unions = new UnionReader(mapper, this, declarations);
		this.enums = new EnumForms(mapper, this.context, this, declarations);
	}

	/**
	 * Read the type of a payload.
	 * @param type the Java type
	 * @param site where it is used
	 * @return the type
	 */
	public JsonType read(Type type, Site site) {
		return read(this.mapper.constructType(type), null, site);
	}

	JsonType read(JavaType type, @Nullable ValueSerializer<?> serializer, Site site) {
		JsonType form = readValue(type, serializer, site);
		return site.nullable() ? form.orNull() : form;
	}

	/**
	 * Read the type of a value that is not {@code null}.
	 * @param type the Java type
	 * @param serializer the serializer of the type, {@code null} to look it up
	 * @param site where it is used
	 * @return the type
	 */
	JsonType readValue(JavaType type, @Nullable ValueSerializer<?> serializer, Site site) {
		try {
			if (type.isReferenceType()) {
				return read(type.getContentType(), null, site.content()).orNull();
			}
			if (type.isTypeOrSubTypeOf(JsonNode.class)) {
				return anyJson(type, site);
			}
			if (type.isJavaLangObject()) {
				return loose(type, site, noShape() + "name the type, for which a raw type or a wildcard may stand here,"
						+ " or take tools.jackson.databind.JsonNode if any JSON is meant", JsonType.ANY);
			}
			JsonType union = this.unions.read(type, site);
			JsonType form = (union != null) ? union : readUntagged(type, serializer, site);
			return form.limit(site.annotations().rules());
		}
		catch (JacksonException ex) {
			return fault(type, site, ", which Jackson refuses: " + ex.getOriginalMessage());
		}
	}

	/**
	 * Read a type without its type id.
	 * @param type the Java type
	 * @param given the serializer of the type, {@code null} to look it up
	 * @param site where it is used
	 * @return the type
	 */
	JsonType readUntagged(JavaType type, @Nullable ValueSerializer<?> given, Site site) {
		ValueSerializer<?> serializer = (given != null) ? given : serializer(type, site.property());
		// An enum constant that is written as an object is read by its name.
		boolean read = site.direction() == Direction.READ;
		if (type.isEnumType() && (read || !(serializer instanceof BeanSerializerBase))) {
			return this.enums.read(type, serializer, site);
		}
		if (BASE64.contains(serializer.getClass())) {
			return new Scalar(Kind.STRING, "base64", "Base64.", Rules.NONE);
		}
		if (type.hasRawClass(char[].class)
				&& !this.context.isEnabled(SerializationFeature.WRITE_CHAR_ARRAYS_AS_JSON_ARRAYS)) {
			return JsonType.STRING;
		}
		if (serializer instanceof RawSerializer) {
			return loose(type, site,
					", written as it is by @JsonRawValue, so its type is not known: make it a JsonNode",
					read ? readUntagged(type, serializer(type, null), site) : JsonType.ANY);
		}
		JsonType object = read ? this.readBeans.read(type, serializer, site) : null;
		JsonType form = (object != null) ? object : written(type, serializer, site);
		RecordComponent value = (serializer instanceof JsonValueSerializer) ? onlyComponent(type) : null;
		return (value != null && !this.declarations.isExact()) ? branded(type, form, value, site) : form;
	}

	private static @Nullable RecordComponent onlyComponent(JavaType type) {
		RecordComponent[] components = type.getRawClass().getRecordComponents();
		return (components != null && components.length == 1) ? components[0] : null;
	}

	// A creator that takes a number does not tell which kind: the component does.
	private JsonType branded(JavaType type, JsonType form, RecordComponent value, Site site) {
		if (!(form instanceof Scalar scalar) || scalar.kind() == Kind.BOOLEAN || scalar.kind() == Kind.NULL) {
			return form;
		}
		JsonType component = read(value.getGenericType(), site.withoutProperty());
		Scalar kind = (component instanceof Scalar known && known.kind().isLike(scalar.kind())) ? known : scalar;
		return this.declarations.declare(new Key(type, site.direction(), ""), () -> kind);
	}

	private JsonType written(JavaType type, ValueSerializer<?> serializer, Site site) {
		FormatVisitor visitor = new FormatVisitor(this.context, this, site);
		serializer.acceptJsonFormatVisitor(visitor, type);
		List<BeanProperty> properties = visitor.properties();
		if (properties != null) {
			return this.writtenBeans.read(type, serializer, properties, site);
		}
		JsonType form = this.texts.refine(visitor.type(), type, serializer);
		if (form == null && serializer.getClass().getName().startsWith("tools.jackson.")) {
			return fault(type, site, noShape() + "make it a record of what the other side needs");
		}
		if (form == null) {
			return fault(type, site, ", and " + serializer.getClass().getName() + " does not say what it writes:"
					+ " override its acceptJsonFormatVisitor, or annotate the type with @JsonValue instead");
		}
		if (OPTIONAL_NUMBERS.contains(type.getRawClass())) {
			return form.orNull();
		}
		return form;
	}

	ValueSerializer<?> serializer(JavaType type, @Nullable BeanProperty property) {
		return this.context.findPrimaryPropertySerializer(type, property);
	}

	/**
	 * Read the type of the keys of a map.
	 * @param type the Java type of the keys
	 * @param site where the map is used
	 * @return a string, or the literals that may occur
	 */
	JsonType readNames(JavaType type, Site site) {
		if (!type.isEnumType()) {
			Class<?> raw = type.getRawClass();
			return WHOLE_NUMBERS.contains(raw) ? JsonType.STRING.limit(Rules.pattern("^-?\\d+$"))
					: Scalar.of(Kind.STRING, (raw == UUID.class) ? "uuid" : null);
		}
		JavaType map = this.mapper.getTypeFactory().constructMapType(Map.class, type.getRawClass(), Integer.class);
		List<JsonType> names = new ArrayList<>();
		for (Object constant : type.getRawClass().getEnumConstants()) {
			JsonNode written = this.mapper.readTree(this.mapper.writerFor(map).writeValueAsString(Map.of(constant, 0)));
			written.propertyNames()
				.forEach((name) -> names
					.add(new Literal(this.mapper.writeValueAsString(name), Prose.ofConstant((Enum<?>) constant))));
		}
		return Choice.of(names);
	}

	private JsonType anyJson(JavaType type, Site site) {
		JavaType node = this.mapper.constructType(JsonNode.class);
		JsonType json = this.declarations.declare(new Key(node, site.direction(), ""), () -> JsonType.ANY);
		if (type.hasRawClass(ObjectNode.class)) {
			return new Dictionary(JsonType.STRING, json);
		}
		return type.hasRawClass(ArrayNode.class) ? new Items(json) : json;
	}

	/**
	 * Return the type id field of an object, independent of where the type is used.
	 * @param type the Java type
	 * @return the field, or {@code null} if there is none
	 */
	@Nullable Field typeIdOf(JavaType type) {
		return this.unions.typeIdOf(type);
	}

	/**
	 * Report that a type cannot be described.
	 * @param type the Java type
	 * @param site where it is used
	 * @param reason the cause and a remedy
	 * @return the type to use instead
	 */
	JsonType fault(JavaType type, Site site, String reason) {
		String text = " is of type " + type.toCanonical() + reason;
		this.faults.accept("the " + site.place() + text);
		// A field may belong to a type that several payloads share, so its payload is
		// not named.
		return new Undescribed("the " + ((site.field() != null) ? site.field() : site.payload()) + text);
	}

	/**
	 * Report that a type can be described by JSON Schema only.
	 * @param type the Java type
	 * @param site where it is used
	 * @param reason the cause and a remedy
	 * @param form the form of the type
	 * @return the type
	 */
	JsonType loose(JavaType type, Site site, String reason, JsonType form) {
		fault(type, site, reason);
		return form;
	}

	/**
	 * Return the language that the types are described in.
	 * @return the language, for messages
	 */
	String language() {
		return this.language;
	}

	/**
	 * Return the beginning of a reason why a type has no shape.
	 * @return the text
	 */
	String noShape() {
		return ", which has no " + this.language + " shape: ";
	}

}
