package io.grest.ws.internal.generate.type;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.grest.ws.internal.generate.model.Annotations;
import io.grest.ws.internal.generate.model.Declarations;
import io.grest.ws.internal.generate.model.Direction;
import io.grest.ws.internal.generate.model.Field;
import io.grest.ws.internal.generate.model.JsonType;
import io.grest.ws.internal.generate.model.Key;
import io.grest.ws.internal.generate.type.BeanForms.Bean;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.bean.BeanAsArraySerializer;
import tools.jackson.databind.ser.bean.BeanSerializerBase;
import tools.jackson.databind.ser.bean.UnrolledBeanAsArraySerializer;

/**
 * Reader of the Java types that Jackson writes as objects.
 */
final class WrittenBeans {

	private final SerializationContext context;

	private final TypeReader types;

	private final BeanForms forms;

	WrittenBeans(SerializationContext context, TypeReader types, Declarations declarations) {
		this.context = context;
		this.types = types;
		this.forms = new BeanForms(types, declarations);
	}

	/**
	 * Read a type.
	 * @param type the Java type
	 * @param serializer the serializer of the type
	 * @param properties the properties that it writes
	 * @param site where it is used
	 * @return the type
	 */
	JsonType read(JavaType type, ValueSerializer<?> serializer, List<BeanProperty> properties, Site site) {
		if (Beans.isOfJava(type)) {
			return this.types.fault(type, site, this.types.noShape() + "make it a record of what the other side needs");
		}
		if (type.isAbstract() && properties.isEmpty()) {
			return this.types.fault(type, site,
					", and what implements it is not known: seal it, or name its subtypes by @JsonSubTypes");
		}
		List<BeanProperty> usual = (site.property() != null) ? propertiesOf(type) : properties;
		boolean array = isArray(serializer);
		Key key = Beans.key(type, site.direction(), usual, properties,
				array && !isArray(this.types.serializer(type, null)));
		return this.forms.declare(new Bean(key, properties,
				() -> properties.stream().map((property) -> field(type, property, site)).toList(), array,
				this.context.introspectBeanDescription(type).findAnyGetter(),
				serializer.usesObjectId() ? Beans.identityOf(this.context.getConfig(),
						this.context.introspectClassAnnotations(type), site.property()) : null),
				site);
	}

	private static boolean isArray(ValueSerializer<?> serializer) {
		return serializer instanceof BeanAsArraySerializer || serializer instanceof UnrolledBeanAsArraySerializer;
	}

	/**
	 * Return the properties of a type, independent of where it is used.
	 * @param type the Java type
	 * @return the properties, none if it is not a bean
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
		boolean nullable = isNullable(property, annotations);
		Include inclusion = inclusionOf(owner, property);
		boolean absent = isLeftOut(owner, property);
		boolean neverNull = absent && inclusion != Include.CUSTOM;
		JsonType form = (type.isReferenceType() && neverNull && inclusion != Include.NON_NULL)
				? this.types.readValue(type.getContentType(), null, there.content())
				: this.types.readValue(type, serializerOf(property), there);
		return new Field(property.getName(), (nullable && !neverNull) ? form.orNull() : form, absent, annotations,
				property);
	}

	/**
	 * Return whether a property is omitted for some of its values.
	 * @param owner the type with the property
	 * @param property the property
	 * @return whether there are such values
	 */
	boolean isLeftOut(JavaType owner, BeanProperty property) {
		JavaType type = typeOf(property);
		boolean nullable = isNullable(property, Annotations.of(property.getMember()));
		return switch (inclusionOf(owner, property)) {
			case ALWAYS, USE_DEFAULTS -> false;
			case NON_NULL -> nullable;
			case NON_ABSENT -> nullable || type.isReferenceType();
			case NON_EMPTY -> nullable || canBeEmpty(type);
			case NON_DEFAULT, CUSTOM -> true;
		};
	}

	private Include inclusionOf(JavaType owner, BeanProperty property) {
		return property.findPropertyInclusion(this.context.getConfig(), owner.getRawClass()).getValueInclusion();
	}

	private static boolean isNullable(BeanProperty property, Annotations annotations) {
		return annotations.nullable() || Boolean.FALSE.equals(property.getMetadata().getRequired());
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
