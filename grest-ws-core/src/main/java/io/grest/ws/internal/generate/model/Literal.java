package io.grest.ws.internal.generate.model;

import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Constant value. Literals are equal if their values are.
 *
 * @param json the value as JSON
 * @param description what it means, with a line for each paragraph, {@code null} for none
 * @since 0.1.0
 */
public record Literal(String json, @Nullable String description) implements JsonType {

	/**
	 * Create a constant value without a description.
	 * @param json the value as JSON
	 */
	public Literal(String json) {
		this(json, null);
	}

	@Override
	public Stream<String> notes() {
		return Stream.ofNullable(this.description).map((text) -> "- `" + this.json + "`: " + text);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Literal literal && literal.json.equals(this.json);
	}

	@Override
	public int hashCode() {
		return this.json.hashCode();
	}

}
