package io.grest.ws.generate;

/**
 * Types of TypeScript that a {@code long} of Java may have. It is a number in JSON with
 * each of them.
 *
 * @since 0.1.0
 */
public enum LongType {

	/**
	 * A {@code number}, exact up to 2^53.
	 */
	NUMBER,

	/**
	 * A {@code string} of digits, exact.
	 */
	STRING,

	/**
	 * A {@code bigint}, exact.
	 */
	BIGINT

}
