package io.grest.ws.generate.model;

import java.util.Locale;

/**
 * The kinds of JSON that are not made of others.
 *
 * @since 0.1.0
 */
public enum Kind {

	/**
	 * A text.
	 */
	STRING,

	/**
	 * A number without fraction.
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
	 * The kind as JSON Schema names it.
	 * @return the name
	 */
	public String word() {
		return name().toLowerCase(Locale.ROOT);
	}

}
