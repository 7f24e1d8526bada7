package io.grest.ws.observation;

/**
 * Version of the contract that a client has.
 *
 * @since 0.1.0
 */
public enum StatedVersion {

	/**
	 * The server's.
	 */
	SAME,

	/**
	 * Another one.
	 */
	OTHER,

	/**
	 * Unknown, as the client does not state it.
	 */
	UNSTATED

}
