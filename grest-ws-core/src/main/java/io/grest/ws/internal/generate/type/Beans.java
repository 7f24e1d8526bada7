package io.grest.ws.internal.generate.type;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.ObjectIdGenerators;
import io.grest.ws.internal.generate.model.Direction;
import io.grest.ws.internal.generate.model.Field;
import io.grest.ws.internal.generate.model.JsonType;
import io.grest.ws.internal.generate.model.JsonType.Fields;
import io.grest.ws.internal.generate.model.Key;
import io.grest.ws.internal.generate.model.Kind;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.ObjectIdInfo;

import org.springframework.util.StringUtils;

/**
 * Utilities for Java types that Jackson treats as beans, including records, whether
 * written or read.
 */
final class Beans {

	private Beans() {
	}

	/**
	 * Return whether a type belongs to the JDK. Such a type is not a bean, even if
	 * Jackson treats it as one.
	 * @param type the Java type
	 * @return whether it belongs to the JDK
	 */
	static boolean isOfJava(JavaType type) {
		String name = type.getRawClass().getName();
		return Stream.of("java.", "javax.", "jdk.", "sun.").anyMatch(name::startsWith);
	}

	/**
	 * Find the identity by which objects of a type refer to each other.
	 * @param config the configuration of Jackson
	 * @param type the type with its annotations
	 * @param property the property that uses it, {@code null} if there is none
	 * @return the identity, {@code null} if there is none
	 */
	static @Nullable ObjectIdInfo identityOf(MapperConfig<?> config, AnnotatedClass type,
			@Nullable BeanProperty property) {
		AnnotationIntrospector annotations = config.getAnnotationIntrospector();
		ObjectIdInfo own = annotations.findObjectIdInfo(config, type);
		ObjectIdInfo referred = annotations.findObjectReferenceInfo(config, type, own);
		if (property == null || property.getMember() == null) {
			return referred;
		}
		ObjectIdInfo there = annotations.findObjectIdInfo(config, property.getMember());
		return annotations.findObjectReferenceInfo(config, property.getMember(), (there != null) ? there : referred);
	}

	/**
	 * Return the type of the ids that Jackson generates.
	 * @param identity the identity of the objects
	 * @return the type, {@code null} if the id is a property of the object itself
	 */
	static @Nullable JsonType idType(ObjectIdInfo identity) {
		Class<?> generator = identity.getGeneratorType();
		if (ObjectIdGenerators.PropertyGenerator.class.isAssignableFrom(generator)) {
			return null;
		}
		if (generator == ObjectIdGenerators.IntSequenceGenerator.class) {
			return JsonType.INTEGER;
		}
		if (generator == ObjectIdGenerators.UUIDGenerator.class) {
			return JsonType.Scalar.of(Kind.STRING, "uuid");
		}
		return (generator == ObjectIdGenerators.StringIdGenerator.class) ? JsonType.STRING : JsonType.ANY;
	}

	/**
	 * Create the key of a form of a type. A property that uses the type may omit some of
	 * its fields, which makes another form.
	 * @param type the Java type
	 * @param direction whether it is written or read
	 * @param usual the properties of the type itself
	 * @param used the properties of the type where it is used
	 * @param asArray whether it is an array there and an object elsewhere
	 * @return the key of its declaration
	 */
	static Key key(JavaType type, Direction direction, List<? extends BeanProperty> usual,
			List<? extends BeanProperty> used, boolean asArray) {
		TreeSet<String> missing = usual.stream()
			.map(BeanProperty::getName)
			.collect(Collectors.toCollection(TreeSet::new));
		used.forEach((property) -> missing.remove(property.getName()));
		String without = missing.isEmpty() ? ""
				: missing.stream().map(StringUtils::capitalize).collect(Collectors.joining("And", "Without", ""));
		return new Key(type, direction, asArray ? without + "AsArray" : without);
	}

	/**
	 * Create an object whose first field is the type id. A field of the same name, which
	 * the bean may have itself, is replaced.
	 * @param typeId the type id, {@code null} if there is none
	 * @param fields the other fields
	 * @param others the type of fields of any name, {@code null} if there are none
	 * @return the object
	 */
	static Fields withTypeId(@Nullable Field typeId, List<Field> fields, @Nullable JsonType others) {
		if (typeId == null) {
			return new Fields(fields, others);
		}
		Stream<Field> own = fields.stream().filter((field) -> !field.name().equals(typeId.name()));
		return new Fields(Stream.concat(Stream.of(typeId), own).toList(), others);
	}

}
