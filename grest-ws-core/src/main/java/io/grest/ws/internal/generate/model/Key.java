package io.grest.ws.internal.generate.model;

import tools.jackson.databind.JavaType;

/**
 * Key of a declaration.
 *
 * @param type the Java type
 * @param direction whether Java writes it or reads it
 * @param variant the suffix that distinguishes several forms of one type, empty for the
 * usual one
 * @since 0.1.0
 */
public record Key(JavaType type, Direction direction, String variant) {

	/**
	 * Return the key of the same type and variant in a direction.
	 * @param direction the direction
	 * @return the key
	 */
	public Key in(Direction direction) {
		return new Key(this.type, direction, this.variant);
	}

}
