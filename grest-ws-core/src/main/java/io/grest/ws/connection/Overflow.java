package io.grest.ws.connection;

/**
 * What happens to a message that finds the outbound queue full. Calls fail and answers
 * wait, whatever the choice.
 *
 * @since 0.1.0
 */
public enum Overflow {

	/**
	 * The connection is closed with 4008: a peer never has a hole in what it receives
	 * without knowing of it.
	 */
	CLOSE,

	/**
	 * The new message is dropped.
	 */
	DROP_LATEST,

	/**
	 * The oldest waiting message is dropped for the new one, for what is outdated by the
	 * next: a price, a position.
	 */
	DROP_OLDEST

}
