package io.grest.ws.observation;

/**
 * Reason for which a frame was dropped, or a call was not run, while the connection
 * stayed open.
 *
 * @since 0.1.0
 */
public enum DropReason {

	/**
	 * Not a frame of the protocol: an unknown type, too few colons, no path, or empty.
	 */
	MALFORMED,

	/**
	 * A frame at the wrong time: before the handshake, or a second handshake.
	 */
	UNEXPECTED,

	/**
	 * A message whose path names no method.
	 */
	UNKNOWN_PATH,

	/**
	 * A message whose payload is missing, not JSON, not of the declared type, or violates
	 * a constraint.
	 */
	INVALID_PAYLOAD,

	/**
	 * A message of a client that may not call its method.
	 */
	DENIED,

	/**
	 * A message whose handler failed; no answer is expected that could report it.
	 */
	FAILED,

	/**
	 * An answer to no pending call: late, repeated or invented.
	 */
	UNKNOWN_ID,

	/**
	 * A frame of a stream that has ended, or that is not known, as both sides may write
	 * at the same time.
	 */
	LATE,

	/**
	 * A call or a frame that violates the rules of streams, such as credit of 0, or an id
	 * that is in use.
	 */
	INVALID_STREAM,

	/**
	 * A call that arrived while the server is draining the connection.
	 */
	GOING_AWAY,

	/**
	 * A call of a client whose credentials have expired.
	 */
	EXPIRED,

	/**
	 * A call over the limit of unfinished calls.
	 */
	OVER_LIMIT,

	/**
	 * A message over the rate limit of the connection.
	 */
	OVER_RATE,

	/**
	 * A message to be sent while the outbound queue was full.
	 */
	OVERFLOW,

	/**
	 * A message to send that is larger than the peer takes.
	 */
	TOO_LARGE;

	/**
	 * Return whether this reason points to a fault to be fixed.
	 * @return {@code true} if its first occurrence on a connection is logged as a warning
	 */
	public boolean isWorthWarning() {
		return switch (this) {
			case UNKNOWN_PATH, INVALID_PAYLOAD, FAILED, OVER_LIMIT, OVER_RATE, OVERFLOW, TOO_LARGE -> true;
			case MALFORMED, UNEXPECTED, UNKNOWN_ID, LATE, INVALID_STREAM, GOING_AWAY, EXPIRED, DENIED -> false;
		};
	}

}
