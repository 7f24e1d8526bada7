package io.grest.ws.internal.generate.type;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.grest.ws.internal.generate.model.Annotations;
import io.grest.ws.internal.generate.model.Declarations;
import io.grest.ws.internal.generate.model.Direction;
import io.grest.ws.internal.generate.model.Field;
import io.grest.ws.internal.generate.model.JsonType;
import io.grest.ws.internal.generate.model.JsonType.Choice;
import io.grest.ws.internal.generate.model.JsonType.Tuple;
import io.grest.ws.internal.generate.model.Key;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedMethod;
import tools.jackson.databind.introspect.ObjectIdInfo;

/**
 * Factory of the declarations of beans: objects, optionally with fields of any name and
 * with object ids, or arrays.
 */
final class BeanForms {

	private final TypeReader types;

	private final Declarations declarations;

	BeanForms(TypeReader types, Declarations declarations) {
		this.types = types;
		this.declarations = declarations;
	}

	/**
	 * Declare a bean.
	 * @param bean the bean
	 * @param site where it is used
	 * @return the type
	 */
	JsonType declare(Bean bean, Site site) {
		JavaType type = bean.key().type();
		if (bean.isArray()) {
			return this.types.loose(type, site,
					", an array whose items have no names: remove @JsonFormat(shape = Shape.ARRAY)",
					this.declarations.declare(bean.key(), () -> array(bean)));
		}
		ObjectIdInfo identity = bean.identity();
		JsonType id = (identity != null) ? idType(identity, bean, site) : null;
		JsonType form = (identity != null && id != null && identity.getAlwaysAsId()) ? id
				: this.declarations.declare(bean.key(), () -> object(bean, site));
		if (bean.others() != null) {
			this.types.fault(type, site, ", where '" + bean.others().getName()
					+ "' adds fields of any name to its own: make that a field by itself, a Map");
		}
		return (id == null) ? form
				: this.types.loose(type, site,
						", whose object ids have no " + this.types.language()
								+ " shape: remove @JsonIdentityInfo, and send the id as a field",
						Choice.of(List.of(form, id)));
	}

	private JsonType array(Bean bean) {
		return new Tuple(bean.fields()
			.get()
			.stream()
			.map((field) -> field.optional() ? field.type().orNull() : field.type())
			.toList());
	}

	private JsonType object(Bean bean, Site site) {
		List<Field> fields = bean.fields().get();
		JsonType id = (bean.identity() != null) ? Beans.idType(bean.identity()) : null;
		if (bean.identity() != null && id != null) {
			Field own = new Field(bean.identity().getPropertyName().getSimpleName(), id,
					site.direction() == Direction.READ);
			fields = Stream.concat(Stream.of(own), fields.stream()).toList();
		}
		return Beans.withTypeId(this.types.typeIdOf(bean.key().type()), fields,
				(bean.others() != null) ? valueOf(bean.others(), site) : null);
	}

	// The property may belong to an object whose declaration is not complete yet.
	private JsonType idType(ObjectIdInfo identity, Bean bean, Site site) {
		JsonType made = Beans.idType(identity);
		if (made != null) {
			return made;
		}
		return bean.properties()
			.stream()
			.filter((property) -> property.getName().equals(identity.getPropertyName().getSimpleName()))
			.findFirst()
			.map((property) -> this.types.readValue(property.getType(), null,
					site.field(bean.key().type().getRawClass(), property, Annotations.of(property.getMember()))))
			.orElse(JsonType.ANY);
	}

	private JsonType valueOf(AnnotatedMember others, Site site) {
		JavaType type = (others instanceof AnnotatedMethod method && method.getParameterCount() == 2)
				? method.getParameterType(1)
				: (others.getType().isMapLikeType() ? others.getType().getContentType() : null);
		return (type == null || type.isJavaLangObject()) ? JsonType.ANY
				: this.types.read(type, null, site.withoutProperty().plain());
	}

	/**
	 * Bean to be declared.
	 *
	 * @param key the key of its declaration
	 * @param properties its properties
	 * @param fields the supplier of its fields, called while it is being declared
	 * @param isArray whether it is written as an array of its fields
	 * @param others the member with fields of any name, {@code null} if there is none
	 * @param identity the identity of its objects, {@code null} if they have no ids
	 */
	record Bean(Key key, List<? extends BeanProperty> properties, Supplier<List<Field>> fields, boolean isArray,
			@Nullable AnnotatedMember others, @Nullable ObjectIdInfo identity) {

	}

}
