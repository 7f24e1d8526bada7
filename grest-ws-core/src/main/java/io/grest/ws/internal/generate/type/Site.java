package io.grest.ws.internal.generate.type;

import io.grest.ws.internal.generate.model.Annotations;
import io.grest.ws.internal.generate.model.Direction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanProperty;

/**
 * Place where a type is used.
 *
 * @param direction whether Java writes it or reads it
 * @param payload the payload that contains the type, for messages
 * @param field the field with the type, for messages
 * @param property the property in Jackson, whose annotations determine the form
 * @param annotations the annotations of the place
 * @param nullable whether the value may be {@code null}
 * @since 0.1.0
 */
public record Site(Direction direction, String payload, @Nullable String field, @Nullable BeanProperty property,
		Annotations annotations, boolean nullable) {

	/**
	 * Create the site of a payload.
	 * @param direction whether Java writes it or reads it
	 * @param payload the name of the payload, for messages
	 * @param annotations the annotations of the payload
	 * @return the site
	 */
	public static Site of(Direction direction, String payload, Annotations annotations) {
		return new Site(direction, payload, null, null, annotations, false);
	}

	Site field(Class<?> owner, BeanProperty property, Annotations annotations) {
		return new Site(this.direction, this.payload, "field '" + property.getName() + "' of " + owner.getName(),
				property, annotations, false);
	}

	Site content() {
		Annotations content = this.annotations.ofContent();
		return new Site(this.direction, this.payload, this.field, this.property, content, content.nullable());
	}

	Site withoutProperty() {
		return new Site(this.direction, this.payload, this.field, null, this.annotations, this.nullable);
	}

	Site plain() {
		return new Site(this.direction, this.payload, this.field, this.property, Annotations.NONE, false);
	}

	String place() {
		return (this.field != null) ? this.field + " (in the " + this.payload + ")" : this.payload;
	}

}
