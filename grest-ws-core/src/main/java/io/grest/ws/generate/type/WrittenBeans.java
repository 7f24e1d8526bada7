package io.grest.ws.generate.type;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.grest.ws.generate.type.TsType.Direction;
import io.grest.ws.generate.type.TsType.Field;
import io.grest.ws.generate.type.TsType.Key;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.bean.BeanSerializerBase;

/**
 * Reads the Java types that Jackson writes as objects.
 */
final class WrittenBeans {

	private final SerializationContext context;

	private final TypeReader types;

	private final Declarations declarations;

	WrittenBeans(SerializationContext context, TypeReader types, Declarations declarations) {
		this.context = context;
		this.types = types;
		this.declarations = declarations;
	}

	/**
	 * Read a type.
	 * @param type the Java type
	 * @param serializer writes it
	 * @param properties what it writes
	 * @param site where it is used
	 * @return the type
	 */
	TsType read(JavaType type, ValueSerializer<?> serializer, List<BeanProperty> properties, Site site) {
		String fault = faultOf(type, serializer, properties);
		if (fault != null) {
			return this.types.fault(type, site, fault);
		}
		List<BeanProperty> usual = (site.property() != null) ? propertiesOf(type) : properties;
		Key key = Beans.key(type, site.direction(), usual, properties);
		return this.declarations.declare(key, () -> Beans.withTypeId(this.types.typeIdOf(type),
				properties.stream().map((property) -> field(type, property, site)).toList()));
	}

	private @Nullable String faultOf(JavaType type, ValueSerializer<?> serializer, List<BeanProperty> properties) {
		String fault = Beans.faultOf(type, serializer);
		if (fault == null && type.isAbstract() && properties.isEmpty()) {
			return ", and what implements it is not known: seal it, or name its subtypes by @JsonSubTypes";
		}
		return (fault != null) ? fault : Beans.faultOf(this.context.introspectBeanDescription(type).findAnyGetter());
	}

	/**
	 * The properties of a type, wherever it is used.
	 * @param type the Java type
	 * @return the properties, none if it is no bean
	 */
	List<BeanProperty> propertiesOf(JavaType type) {
		FormatVisitor visitor = new FormatVisitor(this.context, this.types,
				Site.of(Direction.WRITTEN, "", Annotations.NONE));
		if (this.types.serializer(type, null) instanceof BeanSerializerBase serializer) {
			serializer.acceptJsonFormatVisitor(visitor, type);
		}
		List<BeanProperty> properties = visitor.properties();
		return (properties != null) ? properties : List.of();
	}

	private Field field(JavaType owner, BeanProperty property, Site site) {
		Annotations annotations = Annotations.of(property.getMember());
		Site there = site.field(owner.getRawClass(), property, annotations);
		JavaType type = typeOf(property);
		boolean nullable = annotations.nullable() || Boolean.FALSE.equals(property.getMetadata().getRequired());
		Include inclusion = property.findPropertyInclusion(this.context.getConfig(), owner.getRawClass())
			.getValueInclusion();
		boolean absent = switch (inclusion) {
			case ALWAYS, USE_DEFAULTS -> false;
			case NON_NULL -> nullable;
			case NON_ABSENT -> nullable || type.isReferenceType();
			case NON_EMPTY -> nullable || canBeEmpty(type);
			case NON_DEFAULT, CUSTOM -> true;
		};
		boolean neverNull = absent && inclusion != Include.CUSTOM;
		TsType form = (type.isReferenceType() && neverNull && inclusion != Include.NON_NULL)
				? this.types.readValue(type.getContentType(), null, there.content())
				: this.types.readValue(type, serializerOf(property), there);
		return Beans.field(property, (nullable && !neverNull) ? form.orNull() : form, absent, annotations);
	}

	private static JavaType typeOf(BeanProperty property) {
		return (property instanceof BeanPropertyWriter writer && writer.getSerializationType() != null)
				? writer.getSerializationType() : property.getType();
	}

	private static @Nullable ValueSerializer<?> serializerOf(BeanProperty property) {
		return (property instanceof BeanPropertyWriter writer) ? writer.getSerializer() : null;
	}

	private static boolean canBeEmpty(JavaType type) {
		return type.isContainerType() || type.isReferenceType() || type.isTypeOrSubTypeOf(CharSequence.class);
	}

}
