package io.grest.ws.generate.asyncapi;

import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.classmate.ResolvedType;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.CustomDefinition.AttributeInclusion;
import com.github.victools.jsonschema.generator.CustomDefinition.DefinitionType;
import com.github.victools.jsonschema.generator.MemberScope;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigPart;
import com.github.victools.jsonschema.generator.SubtypeResolver;
import com.github.victools.jsonschema.generator.TypeScope;
import io.grest.ws.generate.asyncapi.JacksonTypes.Property;
import io.grest.ws.generate.asyncapi.JacksonTypes.Shape;
import io.grest.ws.generate.asyncapi.JacksonTypes.TypeId;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the schema generator see types as the application's mapper does: its kinds of
 * JSON, its names and order of properties, its type ids, and what may be {@code null}.
 */
final class JacksonMembers {

	private static final Map<Class<?>, String> FORMATS = Map.of(Instant.class, "date-time", OffsetDateTime.class,
			"date-time", ZonedDateTime.class, "date-time", Date.class, "date-time", LocalDate.class, "date",
			Duration.class, "duration", Period.class, "duration", UUID.class, "uuid", URI.class, "uri");

	private static final Map<NumberType, String> NUMBER_FORMATS = Map.of(NumberType.INT, "int32", NumberType.LONG,
			"int64", NumberType.FLOAT, "float", NumberType.DOUBLE, "double");

	private final JsonMapper mapper;

	private final JacksonTypes types;

	private final ExampleValues examples;

	JacksonMembers(JsonMapper mapper) {
		this.mapper = mapper;
		this.types = new JacksonTypes(mapper);
		this.examples = new ExampleValues(mapper, this.types);
	}

	void applyTo(SchemaGeneratorConfigBuilder config) {
		applyTo(config.forFields());
		applyTo(config.forMethods());
		config.forTypesInGeneral()
			.withCustomDefinitionProvider(this::define)
			.withSubtypeResolver(subtypeResolver())
			.withTypeAttributeOverride(this::addTypeId)
			.withPropertySorter(Comparator.comparingInt(this::indexOf))
			.withDefinitionNamingStrategy(new SchemaNames());
	}

	private <M extends MemberScope<?, ?>> void applyTo(SchemaGeneratorConfigPart<M> members) {
		members.withIgnoreCheck((member) -> !member.isFakeContainerItemScope() && property(member) == null)
			.withPropertyNameOverrideResolver(this::nameOf)
			.withNullableCheck(this::isNullable)
			.withRequiredCheck(this::isRequired)
			.withInstanceAttributeOverride(this::addExample);
	}

	// Types

	private @Nullable CustomDefinition define(@Nullable ResolvedType type, SchemaGenerationContext context) {
		if (type == null) {
			return null;
		}
		Class<?> erased = type.getErasedType();
		if (erased == byte[].class) {
			return inline(this.mapper.createObjectNode().put("type", "string").put("contentEncoding", "base64"));
		}
		if (erased == char[].class) {
			return inline(this.mapper.createObjectNode().put("type", "string"));
		}
		if (type.isInstanceOf(Map.class)) {
			return inline(this.mapper.createObjectNode().put("type", "object"));
		}
		if (context.getTypeContext().isContainerType(type) || erased == Optional.class) {
			return null;
		}
		Type standIn = this.types.standIn(erased);
		if (standIn != null) {
			return inline(context.createDefinitionReference(
					context.getTypeContext().resolve(standIn, type.getTypeParameters().toArray(Type[]::new))));
		}
		return defineByShape(erased);
	}

	private @Nullable CustomDefinition defineByShape(Class<?> type) {
		Shape shape = this.types.shape(type);
		ObjectNode schema = this.mapper.createObjectNode();
		switch (shape.kind()) {
			case STRING -> describeText(type, shape, schema);
			case INTEGER, NUMBER -> {
				schema.put("type", (shape.kind() == JacksonTypes.Kind.INTEGER) ? "integer" : "number");
				String format = (shape.number() != null) ? NUMBER_FORMATS.get(shape.number()) : null;
				if (format != null) {
					schema.put("format", format);
				}
			}
			case BOOLEAN -> schema.put("type", "boolean");
			case ARRAY -> schema.put("type", "array");
			case ANY -> schema.removeAll();
			case OBJECT -> {
				return null;
			}
		}
		return inline(schema);
	}

	private static void describeText(Class<?> type, Shape shape, ObjectNode schema) {
		schema.put("type", "string");
		if (!shape.values().isEmpty()) {
			ArrayNode values = schema.putArray("enum");
			shape.values().forEach(values::add);
		}
		String format = FORMATS.get(type);
		if (format != null) {
			schema.put("format", format);
		}
	}

	private static CustomDefinition inline(ObjectNode schema) {
		return new CustomDefinition(schema, DefinitionType.INLINE, AttributeInclusion.YES);
	}

	private SubtypeResolver subtypeResolver() {
		return (type, context) -> this.types.subtypes(type.getErasedType())
			.stream()
			.map((subtype) -> context.getTypeContext().resolveSubtype(type, subtype))
			.toList();
	}

	private void addTypeId(ObjectNode schema, TypeScope scope, SchemaGenerationContext context) {
		Class<?> type = scope.getType().getErasedType();
		if (schema.path("type").asString("").equals("object") && this.types.subtypes(type).isEmpty()) {
			TypeId id = this.types.typeId(type);
			if (id != null) {
				ObjectNode properties = this.mapper.createObjectNode();
				properties.putObject(id.property()).put("type", "string").put("const", id.id());
				properties.setAll(schema.withObjectProperty("properties"));
				schema.set("properties", properties);
				schema.withArrayProperty("required").insert(0, id.property());
			}
		}
	}

	// Members

	private @Nullable Property property(MemberScope<?, ?> member) {
		Class<?> written = member.getDeclaringTypeMembers().allTypesAndOverrides().get(0).getErasedType();
		return this.types.property(written, member.getRawMember());
	}

	private @Nullable String nameOf(MemberScope<?, ?> member) {
		Property property = property(member);
		return (property != null) ? property.name() : null;
	}

	private int indexOf(MemberScope<?, ?> member) {
		Property property = property(member);
		return (property != null) ? property.index() : Integer.MAX_VALUE;
	}

	private @Nullable Boolean isNullable(MemberScope<?, ?> member) {
		if (member.isFakeContainerItemScope()) {
			return hasNullableItems(member.getRawMember());
		}
		Property property = property(member);
		return (property != null) ? property.isNullable() : null;
	}

	// Of a list or an array its items, of a map its values.
	private static boolean hasNullableItems(Member member) {
		AnnotatedType type = (member instanceof Field field) ? field.getAnnotatedType()
				: ((Method) member).getAnnotatedReturnType();
		if (type instanceof AnnotatedArrayType array) {
			return isNullable(array.getAnnotatedGenericComponentType());
		}
		AnnotatedType[] arguments = (type instanceof AnnotatedParameterizedType generic)
				? generic.getAnnotatedActualTypeArguments() : new AnnotatedType[0];
		return arguments.length > 0 && isNullable(arguments[arguments.length - 1]);
	}

	private static boolean isNullable(AnnotatedType type) {
		return Arrays.stream(type.getAnnotations())
			.anyMatch((annotation) -> annotation.annotationType().getSimpleName().equals("Nullable"));
	}

	private boolean isRequired(MemberScope<?, ?> member) {
		Property property = property(member);
		return property != null && !property.isOptional();
	}

	private void addExample(ObjectNode schema, MemberScope<?, ?> member, SchemaGenerationContext context) {
		JsonNode example = member.isFakeContainerItemScope() ? null : this.examples.ofMember(member.getRawMember());
		if (example != null) {
			schema.putArray("examples").add(example);
		}
	}

}
