package io.grest.ws.generate.model;

import tools.jackson.databind.JavaType;

/**
 * What a declaration is made for.
 *
 * @param type the Java type
 * @param direction whether Java writes it or reads it
 * @param variant tells several forms of one type apart, empty for the usual one
 * @since 0.1.0
 */
public record Key(JavaType type, Direction direction, String variant) {

	/**
	 * The same, gone the other way.
	 * @param direction whether Java writes it or reads it
	 * @return the key
	 */
	public Key in(Direction direction) {
		return new Key(this.type, direction, this.variant);
	}

}
