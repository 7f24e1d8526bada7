package io.grest.ws.internal.generate.model;

import java.util.Locale;

/**
 * Kinds of JSON values without parts.
 *
 * @since 0.1.0
 */
public enum Kind {

	/**
	 * A string.
	 */
	STRING,

	/**
	 * A whole number.
	 */
	INTEGER,

	/**
	 * A number.
	 */
	NUMBER,

	/**
	 * {@code true} or {@code false}.
	 */
	BOOLEAN,

	/**
	 * {@code null}.
	 */
	NULL;

	/**
	 * Return whether another kind is the same in TypeScript.
	 * @param other the other kind
	 * @return whether both are numbers, or equal
	 */
	public boolean isLike(Kind other) {
		return this == other || (isNumber() && other.isNumber());
	}

	private boolean isNumber() {
		return this == INTEGER || this == NUMBER;
	}

	/**
	 * Return the name of the kind in JSON Schema.
	 * @return the name
	 */
	public String word() {
		return name().toLowerCase(Locale.ROOT);
	}

}
