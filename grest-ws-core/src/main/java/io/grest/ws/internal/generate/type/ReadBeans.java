package io.grest.ws.internal.generate.type;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

import io.grest.ws.internal.generate.model.Annotations;
import io.grest.ws.internal.generate.model.Declarations;
import io.grest.ws.internal.generate.model.Field;
import io.grest.ws.internal.generate.model.JsonType;
import io.grest.ws.internal.generate.model.JsonType.Choice;
import io.grest.ws.internal.generate.model.JsonType.Scalar;
import io.grest.ws.internal.generate.model.Key;
import io.grest.ws.internal.generate.model.Kind;
import io.grest.ws.internal.generate.type.BeanForms.Bean;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.PropertyName;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.deser.AbstractDeserializer;
import tools.jackson.databind.deser.SettableBeanProperty;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.bean.BeanAsArrayBuilderDeserializer;
import tools.jackson.databind.deser.bean.BeanAsArrayDeserializer;
import tools.jackson.databind.deser.bean.BeanDeserializerBase;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.jackson.JsonValueSerializer;
import tools.jackson.databind.util.NameTransformer;

/**
 * Reader of the Java types that Jackson reads from objects, or from the single value that
 * their creator takes.
 */
final class ReadBeans {

	private final DeserializationContext context;

	private final TypeReader types;

	private final WrittenBeans written;

	private final BeanForms forms;

	ReadBeans(DeserializationContext context, TypeReader types, WrittenBeans written, Declarations declarations) {
		this.context = context;
		this.types = types;
		this.written = written;
		this.forms = new BeanForms(types, declarations);
	}

	/**
	 * Read a type.
	 * @param type the Java type
	 * @param serializer the serializer of the type
	 * @param site where it is used
	 * @return the type, or {@code null} if Jackson does not treat it as a bean and reads
	 * what it writes
	 */
	@Nullable JsonType read(JavaType type, ValueSerializer<?> serializer, Site site) {
		ValueDeserializer<?> deserializer = this.context.findContextualValueDeserializer(type, site.property());
		if (deserializer instanceof AbstractDeserializer) {
			return this.types.fault(type, site, ", of which Jackson does not know what to build: make it a record, or"
					+ " a sealed interface with @JsonTypeInfo(use = Id.NAME)");
		}
		if (!(deserializer instanceof BeanDeserializerBase bean)) {
			return null;
		}
		JsonType value = singleValue(bean.getValueInstantiator(), serializer, site);
		if (value != null) {
			return value;
		}
		if (Beans.isOfJava(type)) {
			return this.types.fault(type, site, this.types.noShape() + "make it a record of what the other side needs");
		}
		return bean.getValueInstantiator().canInstantiate() ? bean(type, bean, site) : this.types.fault(type, site,
				", which Jackson cannot build: make it a record, or annotate a constructor with @JsonCreator");
	}

	// A creator may take the whole value, as @JsonValue writes it.
	private @Nullable JsonType singleValue(ValueInstantiator creators, ValueSerializer<?> serializer, Site site) {
		if (creators.canCreateUsingDelegate()) {
			return this.types.read(creators.getDelegateType(this.context.getConfig()), null, site.withoutProperty());
		}
		if (creators.canCreateUsingArrayDelegate()) {
			return this.types.read(creators.getArrayDelegateType(this.context.getConfig()), null,
					site.withoutProperty());
		}
		boolean object = creators.canCreateFromObjectWith() || creators.canCreateUsingDefault();
		if (object && !(serializer instanceof JsonValueSerializer)) {
			return null;
		}
		List<JsonType> plain = new ArrayList<>();
		if (creators.canCreateFromString()) {
			plain.add(JsonType.STRING);
		}
		if (creators.canCreateFromInt() || creators.canCreateFromLong() || creators.canCreateFromBigInteger()
				|| creators.canCreateFromDouble() || creators.canCreateFromBigDecimal()) {
			plain.add(JsonType.NUMBER);
		}
		if (creators.canCreateFromBoolean()) {
			plain.add(Scalar.of(Kind.BOOLEAN, null));
		}
		return plain.isEmpty() ? null : Choice.of(plain);
	}

	private JsonType bean(JavaType type, BeanDeserializerBase deserializer, Site site) {
		List<BeanProperty> properties = propertiesOf(type, deserializer);
		ValueDeserializer<?> usual = (site.property() != null)
				? this.context.findContextualValueDeserializer(type, null) : deserializer;
		boolean array = isArray(deserializer);
		Key key = Beans.key(type, site.direction(),
				(usual instanceof BeanDeserializerBase bean) ? propertiesOf(type, bean) : properties, properties,
				array && !isArray(usual));
		return this.forms.declare(new Bean(key, properties, () -> {
			List<BeanProperty> counterparts = this.written.propertiesOf(type);
			return properties.stream()
				.map((property) -> field(type, property, counterpartOf(property, counterparts), site))
				.toList();
		}, array,
				deserializer.hasAnySetter() ? this.context.introspectBeanDescription(type).findAnySetterAccessor()
						: null,
				(deserializer.getObjectIdReader(this.context) != null) ? Beans.identityOf(this.context.getConfig(),
						this.context.introspectClassAnnotations(type), site.property()) : null),
				site);
	}

	private static boolean isArray(ValueDeserializer<?> deserializer) {
		return deserializer instanceof BeanAsArrayDeserializer
				|| deserializer instanceof BeanAsArrayBuilderDeserializer;
	}

	// In the order of definition; those of the deserializer are in the order of hash
	// codes.
	private List<BeanProperty> propertiesOf(JavaType type, BeanDeserializerBase deserializer) {
		Map<String, BeanProperty> read = new TreeMap<>();
		deserializer.properties().forEachRemaining((property) -> {
			if (!property.isIgnorable() && !property.isInjectionOnly() && !isBackReference(property)) {
				read.put(property.getName(), property);
			}
		});
		Map<String, BeanProperty> properties = new LinkedHashMap<>();
		for (BeanPropertyDefinition property : this.context.introspectBeanDescription(type).findProperties()) {
			NameTransformer names = (property.getPrimaryMember() != null) ? this.context.getAnnotationIntrospector()
				.findUnwrappingNameTransformer(this.context.getConfig(), property.getPrimaryMember()) : null;
			if (names != null) {
				unwrapped(property.getPrimaryType(), names).forEach((inner) -> properties.put(inner.getName(), inner));
			}
			else if (read.containsKey(property.getName())) {
				properties.put(property.getName(), read.get(property.getName()));
			}
		}
		read.forEach(properties::putIfAbsent);
		return List.copyOf(properties.values());
	}

	private boolean isBackReference(BeanProperty property) {
		AnnotationIntrospector.ReferenceProperty reference = (property.getMember() != null)
				? this.context.getAnnotationIntrospector()
					.findReferenceType(this.context.getConfig(), property.getMember())
				: null;
		return reference != null && reference.isBackReference();
	}

	private List<BeanProperty> unwrapped(JavaType type, NameTransformer names) {
		if (!(this.context.findContextualValueDeserializer(type, null) instanceof BeanDeserializerBase bean)) {
			return List.of();
		}
		return propertiesOf(type, bean).stream()
			.<BeanProperty>map((inner) -> ((SettableBeanProperty) inner)
				.withName(PropertyName.construct(names.transform(inner.getName()))))
			.toList();
	}

	private static @Nullable BeanProperty counterpartOf(BeanProperty property, List<BeanProperty> written) {
		return written.stream()
			.filter((counterpart) -> counterpart.getName().equals(property.getName())
					&& counterpart.getType().equals(property.getType()))
			.findFirst()
			.orElse(null);
	}

	private Field field(JavaType owner, BeanProperty property, @Nullable BeanProperty counterpart, Site site) {
		Annotations annotations = Annotations.of(property.getMember());
		JavaType type = property.getType();
		Boolean required = property.getMetadata().getRequired();
		boolean nullable = !annotations.forbidNull() && !type.isPrimitive()
				&& (annotations.nullable() || isOptional(type) || Boolean.FALSE.equals(required));
		// A field that Java may omit when it writes is optional when it reads.
		boolean leftOut = counterpart != null && !type.isPrimitive() && this.written.isLeftOut(owner, counterpart);
		boolean optional = (required != null) ? !required : nullable || leftOut;
		// The written counterpart of a property has annotations that the read one lacks.
		ValueSerializer<?> serializer = (counterpart instanceof BeanPropertyWriter writer) ? writer.getSerializer()
				: null;
		JsonType form = this.types.readValue(type, serializer, site.field(owner.getRawClass(), property, annotations));
		return new Field(property.getName(), nullable ? form.orNull() : form, optional, annotations, property);
	}

	private static boolean isOptional(JavaType type) {
		return type.isReferenceType()
				|| Set.of(OptionalInt.class, OptionalLong.class, OptionalDouble.class).contains(type.getRawClass());
	}

}
