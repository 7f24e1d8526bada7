package io.grest.ws.generate.model;

/**
 * Which way a value goes.
 *
 * @since 0.1.0
 */
public enum Direction {

	/**
	 * Java writes it, the client reads it.
	 */
	WRITTEN,

	/**
	 * The client writes it, Java reads it.
	 */
	READ

}
