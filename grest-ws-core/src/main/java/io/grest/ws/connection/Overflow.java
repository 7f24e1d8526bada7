package io.grest.ws.connection;

/**
 * Policy for a message sent while the outbound queue is full. Calls fail and answers wait
 * under every policy.
 *
 * @since 0.1.0
 */
public enum Overflow {

	/**
	 * Close the connection with 4008, so that a peer never misses a message without
	 * noticing.
	 */
	CLOSE,

	/**
	 * Drop the new message.
	 */
	DROP_LATEST,

	/**
	 * Drop the oldest waiting message in favor of the new one. For messages that replace
	 * the one before, such as prices or positions.
	 */
	DROP_OLDEST

}
