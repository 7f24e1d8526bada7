package io.grest.ws.generate.snapshot;

/**
 * Effects of a change on a peer that still has the old contract, in ascending order.
 *
 * @since 0.1.0
 */
public enum Effect {

	/**
	 * All calls go on as before.
	 */
	NONE,

	/**
	 * All calls succeed or fail as before, but code receives {@code null} in a place that
	 * is not declared so, no value where one is declared, or an error without its type.
	 */
	MISSING,

	/**
	 * A connection or calls fail, or messages are dropped.
	 */
	BREAKS

}
