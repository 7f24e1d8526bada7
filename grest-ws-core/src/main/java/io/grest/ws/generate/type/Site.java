package io.grest.ws.generate.type;

import io.grest.ws.generate.model.Annotations;
import io.grest.ws.generate.model.Direction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanProperty;

/**
 * Where a type is used.
 *
 * @param direction whether Java writes it or reads it
 * @param payload the payload that it is, or is part of, for messages
 * @param field the field whose type it is, for messages
 * @param property the same as Jackson has it, whose annotations decide on the form
 * @param annotations what is annotated on the use
 * @param nullable whether {@code null} may stand there
 * @since 0.1.0
 */
public record Site(Direction direction, String payload, @Nullable String field, @Nullable BeanProperty property,
		Annotations annotations, boolean nullable) {

	/**
	 * A payload.
	 * @param direction whether Java writes it or reads it
	 * @param payload which payload, for messages
	 * @param annotations what is annotated on it
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
