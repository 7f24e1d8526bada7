package io.grest.ws.generate.asyncapi;

import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.introspect.ClassIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.jsontype.TypeSerializer;

import org.springframework.core.Nullness;
import org.springframework.util.ReflectionUtils;

/**
 * What the application's mapper makes of Java types: asked of Jackson itself, so that a
 * schema says what is written.
 */
final class JacksonTypes {

	private static final Set<Class<?>> OPTIONALS = Set.of(Optional.class, OptionalInt.class, OptionalLong.class,
			OptionalDouble.class);

	private final JsonMapper mapper;

	private final Map<Class<?>, Map<String, Property>> properties = new HashMap<>();

	JacksonTypes(JsonMapper mapper) {
		this.mapper = mapper;
	}

	/**
	 * The JSON that a value of a class becomes.
	 * @param type a class, whatever its type arguments
	 * @return its shape
	 */
	Shape shape(Class<?> type) {
		return probe(type).shape();
	}

	private ShapeProbe probe(Class<?> type) {
		ShapeProbe probe = new ShapeProbe();
		this.mapper.acceptJsonFormatVisitor(this.mapper.constructType(type), probe);
		return probe;
	}

	/**
	 * What stands in for a value: of what its one {@code @JsonValue} method or field
	 * returns.
	 * @param type a class
	 * @return the type, or {@code null} if the value stands for itself
	 */
	@Nullable Type standIn(Class<?> type) {
		AnnotatedMember accessor = describe(this.mapper.serializationConfig(), type).findJsonValueAccessor();
		if (accessor == null) {
			return null;
		}
		return (accessor.getMember() instanceof Method method) ? method.getGenericReturnType() : accessor.getType();
	}

	/**
	 * The property that a field or a getter belongs to.
	 * @param type the class that is written
	 * @param member a field or a method of it
	 * @return the property, or {@code null} if Jackson does not write it by this member
	 */
	@Nullable Property property(Class<?> type, Member member) {
		for (Property property : properties(type)) {
			if (member.equals(property.member())) {
				return property;
			}
		}
		return null;
	}

	/**
	 * The properties of an object.
	 * @param type its class
	 * @return the properties, in the order in which they are written
	 */
	Collection<Property> properties(Class<?> type) {
		return this.properties.computeIfAbsent(type, this::readProperties).values();
	}

	// What is only read, as a password may be, follows what is written.
	private Map<String, Property> readProperties(Class<?> type) {
		Map<String, Property> properties = new LinkedHashMap<>();
		addProperties(this.mapper.serializationConfig(), type, properties);
		addProperties(this.mapper.deserializationConfig(), type, properties);
		return properties;
	}

	private void addProperties(MapperConfig<?> config, Class<?> type, Map<String, Property> properties) {
		BeanDescription description = describe(config, type);
		JsonIgnoreProperties.Value ignorals = config.getAnnotationIntrospector()
			.findPropertyIgnoralByName(config, description.getClassInfo());
		Set<String> ignored = (config == this.mapper.serializationConfig()) ? ignorals.findIgnoredForSerialization()
				: ignorals.findIgnoredForDeserialization();
		for (BeanPropertyDefinition definition : description.findProperties()) {
			Member member = memberOf(type, definition);
			if (member != null && !ignored.contains(definition.getName())) {
				properties.putIfAbsent(definition.getName(),
						new Property(definition.getName(), properties.size(), member, isAlwaysWritten(definition)));
			}
		}
	}

	// The field comes first: constraints stand there, those of a record's component too.
	private static @Nullable Member memberOf(Class<?> type, BeanPropertyDefinition definition) {
		if (definition.hasField()) {
			return definition.getField().getMember();
		}
		if (type.isRecord()) {
			Field component = ReflectionUtils.findField(type, definition.getInternalName());
			if (component != null) {
				return component;
			}
		}
		return definition.hasGetter() ? definition.getGetter().getMember() : null;
	}

	private boolean isAlwaysWritten(BeanPropertyDefinition definition) {
		if (Boolean.FALSE.equals(definition.getMetadata().getRequired())) {
			return false;
		}
		JsonInclude.Value inclusion = this.mapper.serializationConfig()
			.getDefaultPropertyInclusion()
			.withOverrides(definition.findInclusion());
		return switch (inclusion.getValueInclusion()) {
			case ALWAYS, USE_DEFAULTS, NON_NULL, NON_ABSENT -> true;
			case NON_EMPTY, NON_DEFAULT, CUSTOM -> false;
		};
	}

	private BeanDescription describe(MapperConfig<?> config, Class<?> type) {
		ClassIntrospector introspector = config.classIntrospectorInstance();
		JavaType javaType = this.mapper.constructType(type);
		AnnotatedClass annotations = introspector.introspectClassAnnotations(javaType);
		return (config == this.mapper.serializationConfig())
				? introspector.introspectForSerialization(javaType, annotations)
				: introspector.introspectForDeserialization(javaType, annotations);
	}

	/**
	 * The types that a value of a polymorphic type may have.
	 * @param type a class
	 * @return its concrete types, empty if it is not polymorphic
	 */
	List<Class<?>> subtypes(Class<?> type) {
		if (typeSerializer(type) == null) {
			return List.of();
		}
		MapperConfig<?> config = this.mapper.serializationConfig();
		AnnotatedClass annotated = config.classIntrospectorInstance()
			.introspectClassAnnotations(this.mapper.constructType(type));
		Collection<NamedType> named = config.getSubtypeResolver().collectAndResolveSubtypesByClass(config, annotated);
		List<Class<?>> subtypes = new ArrayList<>();
		for (NamedType subtype : named) {
			Class<?> candidate = subtype.getType();
			if (candidate != type && !Modifier.isAbstract(candidate.getModifiers())) {
				subtypes.add(candidate);
			}
		}
		return subtypes;
	}

	/**
	 * The property by which a polymorphic value names its type.
	 * @param type a concrete class
	 * @return the property, or {@code null} if it names none or not by a property
	 */
	@Nullable TypeId typeId(Class<?> type) {
		TypeSerializer serializer = typeSerializer(type);
		if (serializer == null || !(serializer.getTypeInclusion() == JsonTypeInfo.As.PROPERTY
				|| serializer.getTypeInclusion() == JsonTypeInfo.As.EXISTING_PROPERTY)) {
			return null;
		}
		ShapeProbe probe = probe(type);
		String id = serializer.getTypeIdResolver().idFromValueAndType(probe.getContext(), null, type);
		return new TypeId(serializer.getPropertyName(), id);
	}

	private @Nullable TypeSerializer typeSerializer(Class<?> type) {
		return probe(type).getContext().findTypeSerializer(this.mapper.constructType(type));
	}

	/**
	 * The kinds of JSON.
	 */
	enum Kind {

		STRING, INTEGER, NUMBER, BOOLEAN, ARRAY, OBJECT, ANY

	}

	/**
	 * What a value becomes.
	 *
	 * @param kind the kind of JSON
	 * @param values the values that there are, empty if they are not counted
	 * @param number the kind of number, or {@code null} if it is none or not known
	 */
	record Shape(Kind kind, List<String> values, JsonParser.@Nullable NumberType number) {

	}

	/**
	 * A property of an object.
	 *
	 * @param name its name in JSON
	 * @param index its place among the properties
	 * @param member the field, or the getter if there is no field
	 * @param alwaysWritten whether it is written whatever its value, {@code null} apart
	 */
	record Property(String name, int index, Member member, boolean alwaysWritten) {

		/**
		 * Whether the property may be {@code null} or absent.
		 * @return {@code false} if it is always there
		 */
		boolean isOptional() {
			return !this.alwaysWritten || isNullable();
		}

		/**
		 * Whether the property may be {@code null}.
		 * @return {@code true} if its type says so
		 */
		boolean isNullable() {
			Class<?> type = (this.member instanceof Field field) ? field.getType()
					: ((Method) this.member).getReturnType();
			return OPTIONALS.contains(type) || nullness() == Nullness.NULLABLE;
		}

		private Nullness nullness() {
			return (this.member instanceof Field field) ? Nullness.forField(field)
					: Nullness.forMethodReturnType((Method) this.member);
		}

	}

	/**
	 * How a polymorphic value names its type.
	 *
	 * @param property the property's name
	 * @param id the type's name
	 */
	record TypeId(String property, String id) {

	}

}
