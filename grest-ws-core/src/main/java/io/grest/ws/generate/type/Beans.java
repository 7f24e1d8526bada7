package io.grest.ws.generate.type;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.grest.ws.generate.type.TsType.Direction;
import io.grest.ws.generate.type.TsType.Field;
import io.grest.ws.generate.type.TsType.Fields;
import io.grest.ws.generate.type.TsType.Key;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.ser.bean.BeanAsArraySerializer;
import tools.jackson.databind.ser.bean.UnrolledBeanAsArraySerializer;

import org.springframework.util.StringUtils;

/**
 * What holds for the Java types that Jackson takes for beans, records among them, be they
 * written or read.
 */
final class Beans {

	private Beans() {
	}

	/**
	 * Tell what keeps a bean from having a shape.
	 * @param type the Java type
	 * @param serializer writes it
	 * @return what is wrong and what to do, {@code null} if nothing
	 */
	static @Nullable String faultOf(JavaType type, ValueSerializer<?> serializer) {
		String name = type.getRawClass().getName();
		if (Stream.of("java.", "javax.", "jdk.", "sun.").anyMatch(name::startsWith)) {
			return ", which has no TypeScript shape: make it a record of what the other side needs";
		}
		if (serializer instanceof BeanAsArraySerializer || serializer instanceof UnrolledBeanAsArraySerializer) {
			return ", an array whose items have no names: remove @JsonFormat(shape = Shape.ARRAY)";
		}
		return serializer.usesObjectId()
				? ", whose object ids have no TypeScript shape: remove @JsonIdentityInfo, and send the id as a field"
				: null;
	}

	/**
	 * Tell what is wrong with fields of any name.
	 * @param member what reads or writes them, {@code null} if there are none
	 * @return what is wrong and what to do, {@code null} if nothing
	 */
	static @Nullable String faultOf(@Nullable AnnotatedMember member) {
		return (member != null) ? ", where '" + member.getName()
				+ "' adds fields of any name to its own: make that a field by itself, a Map" : null;
	}

	/**
	 * Tell apart the forms of a type: the property that uses it may leave out some of its
	 * fields.
	 * @param type the Java type
	 * @param direction whether it is written or read
	 * @param usual the properties that the type has
	 * @param used those that it has where it is used
	 * @return what it is declared by
	 */
	static Key key(JavaType type, Direction direction, List<? extends BeanProperty> usual,
			List<? extends BeanProperty> used) {
		TreeSet<String> missing = usual.stream()
			.map(BeanProperty::getName)
			.collect(Collectors.toCollection(TreeSet::new));
		used.forEach((property) -> missing.remove(property.getName()));
		return new Key(type, direction, missing.isEmpty() ? ""
				: missing.stream().map(StringUtils::capitalize).collect(Collectors.joining("And", "Without", "")));
	}

	/**
	 * Put the field that tells a subtype before the others, in place of the property by
	 * which a bean may have it itself.
	 * @param typeId the field, {@code null} if there is none
	 * @param fields the other fields
	 * @return the object
	 */
	static Fields withTypeId(@Nullable Field typeId, List<Field> fields) {
		if (typeId == null) {
			return new Fields(fields);
		}
		Stream<Field> others = fields.stream().filter((field) -> !field.name().equals(typeId.name()));
		return new Fields(Stream.concat(Stream.of(typeId), others).toList());
	}

	/**
	 * Make a field.
	 * @param property the property
	 * @param type its type in TypeScript
	 * @param optional whether it may be missing
	 * @param annotations what is annotated on it
	 * @return the field, with all that is to be said about it
	 */
	static Field field(BeanProperty property, TsType type, boolean optional, Annotations annotations) {
		List<String> notes = new ArrayList<>();
		String description = property.getMetadata().getDescription();
		if (description != null) {
			notes.add(description);
		}
		notes.addAll(annotations.constraints());
		notes.addAll(type.notes().distinct().toList());
		if (annotations.deprecated()) {
			notes.add("@deprecated");
		}
		return new Field(property.getName(), type, optional, notes);
	}

}
