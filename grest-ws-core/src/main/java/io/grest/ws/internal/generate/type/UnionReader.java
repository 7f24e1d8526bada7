package io.grest.ws.internal.generate.type;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.grest.ws.internal.generate.model.Declarations;
import io.grest.ws.internal.generate.model.Direction;
import io.grest.ws.internal.generate.model.Field;
import io.grest.ws.internal.generate.model.JsonType;
import io.grest.ws.internal.generate.model.JsonType.Choice;
import io.grest.ws.internal.generate.model.JsonType.Combined;
import io.grest.ws.internal.generate.model.JsonType.Fields;
import io.grest.ws.internal.generate.model.JsonType.Tuple;
import io.grest.ws.internal.generate.model.Key;
import io.grest.ws.internal.generate.model.Literal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.jsontype.SubtypeResolver;
import tools.jackson.databind.jsontype.TypeSerializer;

/**
 * Reader of Java types that are unions of their subtypes: those with a type id in
 * Jackson, and sealed ones.
 */
final class UnionReader {

	private final JsonMapper mapper;

	private final SerializationContext context;

	private final TypeReader types;

	private final Declarations declarations;

	UnionReader(JsonMapper mapper, TypeReader types, Declarations declarations) {
		this.mapper = mapper;
		this.context = mapper._serializationContext();
		this.types = types;
		this.declarations = declarations;
	}

	/**
	 * Read a type.
	 * @param type the Java type
	 * @param site where it is used
	 * @return the union, or {@code null} if the type is not one
	 */
	@Nullable JsonType read(JavaType type, Site site) {
		TypeSerializer ids = idsOf(type, site.property());
		if (ids != null) {
			return tagged(type, ids, site);
		}
		if (!isUntaggedUnion(type)) {
			return null;
		}
		if (site.direction() == Direction.READ) {
			return this.types.fault(type, site, ", whose subtypes Jackson cannot tell apart when it reads: annotate it"
					+ " with @JsonTypeInfo(use = Id.NAME)");
		}
		return this.declarations.declare(new Key(type, site.direction(), ""),
				() -> Choice.of(permitted(type).stream()
					.map((subtype) -> this.types.readUntagged(subtype, null, site.withoutProperty()))
					.toList()));
	}

	// An enum whose constants have bodies is sealed, and a collection may be: these are
	// not unions. Neither are sealed classes of the JDK such as ZoneId, which Jackson
	// has serializers for.
	private static boolean isUntaggedUnion(JavaType type) {
		Class<?> raw = type.getRawClass();
		return type.isAbstract() && raw.isSealed() && !type.isEnumType() && !type.isContainerType()
				&& !raw.getName().startsWith("java.");
	}

	private @Nullable TypeSerializer idsOf(JavaType type, @Nullable BeanProperty property) {
		if (type.getTypeHandler() instanceof TypeSerializer given) {
			return given;
		}
		return (property != null && property.getMember() != null && !type.isContainerType())
				? this.context.findPropertyTypeSerializer(type, property.getMember())
				: this.context.findTypeSerializer(type);
	}

	private List<JavaType> permitted(JavaType type) {
		return Arrays.stream(type.getRawClass().getPermittedSubclasses())
			.map((subclass) -> this.context.constructSpecializedType(type, subclass))
			.flatMap((subtype) -> isUntaggedUnion(subtype) ? permitted(subtype).stream() : Stream.of(subtype))
			.toList();
	}

	private JsonType tagged(JavaType type, TypeSerializer ids, Site site) {
		List<JavaType> subtypes = subtypes(type, site.property());
		if (subtypes.isEmpty()) {
			return this.types.fault(type, site,
					", whose subtypes Jackson does not know: seal it, or name them by" + " @JsonSubTypes");
		}
		if (subtypes.equals(List.of(type))) {
			return tagged(type, type, ids, site);
		}
		boolean always = this.context.findTypeSerializer(type) != null;
		String variant = subtypes.contains(type) ? "OrSubtype" : "";
		return always ? this.declarations.declare(new Key(type, site.direction(), variant),
				() -> union(type, subtypes, ids, site)) : union(type, subtypes, ids, site);
	}

	private JsonType union(JavaType type, List<JavaType> subtypes, TypeSerializer ids, Site site) {
		return Choice.of(subtypes.stream().map((subtype) -> tagged(type, subtype, ids, site)).toList());
	}

	private List<JavaType> subtypes(JavaType type, @Nullable BeanProperty property) {
		SerializationConfig config = this.mapper.serializationConfig();
		SubtypeResolver resolver = config.getSubtypeResolver();
		List<NamedType> found = new ArrayList<>(
				(property != null && property.getMember() != null && !type.isContainerType())
						? resolver.collectAndResolveSubtypesByClass(config, property.getMember(), type) : resolver
							.collectAndResolveSubtypesByClass(config, this.context.introspectClassAnnotations(type)));
		// Jackson returns them in the order of hash codes.
		found.sort(Comparator.comparing((subtype) -> subtype.getType().getName()));
		return Stream.concat(declaredSubtypes(type), found.stream().map(NamedType::getType))
			.filter((subclass) -> type.getRawClass().isAssignableFrom(subclass)
					&& !Modifier.isAbstract(subclass.getModifiers()))
			.distinct()
			.<JavaType>map((subclass) -> (subclass == type.getRawClass()) ? type
					: this.context.constructSpecializedType(type, subclass))
			.toList();
	}

	// Subtypes inherit the annotation and so also list their siblings.
	private Stream<Class<?>> declaredSubtypes(JavaType type) {
		List<NamedType> declared = this.context.getAnnotationIntrospector()
			.findSubtypes(this.context.getConfig(), this.context.introspectClassAnnotations(type));
		return (declared != null) ? declared.stream().map(NamedType::getType) : Stream.empty();
	}

	private JsonType tagged(JavaType base, JavaType type, TypeSerializer ids, Site site) {
		JsonType form = this.types.readUntagged(type, null, site.withoutProperty());
		if (ids.getTypeIdResolver() == null) {
			return form;
		}
		Field id = idOf(type, site.property(), ids);
		return switch (ids.getTypeInclusion()) {
			case WRAPPER_OBJECT -> new Fields(List.of(new Field(name(type, ids), form, false)));
			case NOTHING -> form;
			case WRAPPER_ARRAY -> new Tuple(List.of(id.type(), form));
			case EXTERNAL_PROPERTY -> this.types.fault(base, site,
					", whose type id stands beside it, outside of it: use" + " @JsonTypeInfo(include = As.PROPERTY)");
			case PROPERTY, EXISTING_PROPERTY -> {
				if (!(this.declarations.formOf(form) instanceof Fields)) {
					yield new Tuple(List.of(id.type(), form));
				}
				Field own = typeIdOf(type);
				if (own != null && !own.equals(id)) {
					yield this.types.fault(base, site,
							", whose subtype " + type.toCanonical() + " is called " + ((Literal) id.type()).json()
									+ " there and " + ((Literal) own.type()).json()
									+ " elsewhere: annotate the subtype with @JsonTypeName");
				}
				yield (own != null) ? form : new Combined(List.of(new Fields(List.of(id)), form));
			}
		};
	}

	/**
	 * Return the type id field of an object, independent of where the type is used.
	 * @param type the Java type
	 * @return the field, or {@code null} if there is none
	 */
	@Nullable Field typeIdOf(JavaType type) {
		TypeSerializer ids = this.context.findTypeSerializer(type);
		if (ids == null || ids.getTypeIdResolver() == null) {
			return null;
		}
		JsonTypeInfo.As inclusion = ids.getTypeInclusion();
		return (inclusion == JsonTypeInfo.As.PROPERTY || inclusion == JsonTypeInfo.As.EXISTING_PROPERTY)
				? idOf(type, null, ids) : null;
	}

	private Field idOf(JavaType type, @Nullable BeanProperty property, TypeSerializer ids) {
		String literal = this.mapper.writeValueAsString(name(type, ids));
		return new Field(propertyOf(type, property, ids), new Literal(literal), false);
	}

	// A type id that is a property of the bean itself is not written by the type
	// serializer, which does not know its name then.
	private String propertyOf(JavaType type, @Nullable BeanProperty property, TypeSerializer ids) {
		if (ids.getPropertyName() != null) {
			return ids.getPropertyName();
		}
		return Stream
			.of((property != null) ? property.getMember() : null, this.context.introspectClassAnnotations(type))
			.filter(Objects::nonNull)
			.map((annotated) -> this.context.getAnnotationIntrospector()
				.findPolymorphicTypeInfo(this.context.getConfig(), annotated))
			.filter((info) -> info != null && info.getPropertyName() != null)
			.map(JsonTypeInfo.Value::getPropertyName)
			.findFirst()
			.orElseGet(JsonTypeInfo.Id.NAME::getDefaultPropertyName);
	}

	private String name(JavaType type, TypeSerializer ids) {
		return ids.getTypeIdResolver().idFromValueAndType(this.context, null, type.getRawClass());
	}

}
