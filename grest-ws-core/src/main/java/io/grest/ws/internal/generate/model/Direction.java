package io.grest.ws.internal.generate.model;

/**
 * Direction of a value.
 *
 * @since 0.1.0
 */
public enum Direction {

	/**
	 * Written by Java and read by the client.
	 */
	WRITTEN,

	/**
	 * Written by the client and read by Java.
	 */
	READ

}
