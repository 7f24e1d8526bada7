package io.grest.ws.internal.generate.model;

import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanProperty;

/**
 * Field of an object.
 *
 * @param name its name in JSON
 * @param type its type
 * @param optional whether it may be missing
 * @param annotations its annotations
 * @param property the property in Jackson, {@code null} if there is none
 * @since 0.1.0
 */
public record Field(String name, JsonType type, boolean optional, Annotations annotations,
		@Nullable BeanProperty property) {

	/**
	 * Create a field without annotations or a property.
	 * @param name its name in JSON
	 * @param type its type
	 * @param optional whether it may be missing
	 */
	public Field(String name, JsonType type, boolean optional) {
		this(name, type, optional, Annotations.NONE, null);
	}

	/**
	 * Return the description of the field: that of Jackson, or else its prose.
	 * @return the text, with a line for each paragraph, {@code null} if there is none
	 */
	public @Nullable String description() {
		String own = (this.property != null) ? this.property.getMetadata().getDescription() : null;
		return (own != null) ? own : this.annotations.description();
	}

	/**
	 * Return the remarks for users of the field.
	 * @return its description, its constraints in words, the notes of its type, and
	 * {@code @deprecated} if it is deprecated
	 */
	public List<String> notes() {
		return Stream
			.of(Stream.ofNullable(description()).flatMap(String::lines), this.annotations.constraints().stream(),
					this.type.notes().distinct(),
					this.annotations.deprecated() ? Stream.of("@deprecated") : Stream.<String>empty())
			.flatMap((notes) -> notes)
			.toList();
	}

}
