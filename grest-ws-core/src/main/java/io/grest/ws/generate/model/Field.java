package io.grest.ws.generate.model;

import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanProperty;

/**
 * A field of an object.
 *
 * @param name its name in JSON
 * @param type its type
 * @param optional whether it may be missing
 * @param annotations what is annotated on it
 * @param property the same as Jackson has it, {@code null} if it is no property
 * @since 0.1.0
 */
public record Field(String name, JsonType type, boolean optional, Annotations annotations,
		@Nullable BeanProperty property) {

	/**
	 * A field about which nothing else is known.
	 * @param name its name in JSON
	 * @param type its type
	 * @param optional whether it may be missing
	 */
	public Field(String name, JsonType type, boolean optional) {
		this(name, type, optional, Annotations.NONE, null);
	}

	/**
	 * What is said of the field.
	 * @return the description, {@code null} if there is none
	 */
	public @Nullable String description() {
		return (this.property != null) ? this.property.getMetadata().getDescription() : null;
	}

	/**
	 * What its user should know.
	 * @return its description, its constraints in words, and the notes of its type
	 */
	public List<String> notes() {
		return Stream
			.of(Stream.ofNullable(description()), this.annotations.constraints().stream(), this.type.notes().distinct(),
					this.annotations.deprecated() ? Stream.of("@deprecated") : Stream.<String>empty())
			.flatMap((notes) -> notes)
			.toList();
	}

}
