package io.grest.ws.observation;

/**
 * Why a frame was dropped, or a call not run, without closing the connection.
 *
 * @since 0.1.0
 */
public enum DropReason {

	/**
	 * It is no frame: an unknown type, too few colons, no path, or empty.
	 */
	MALFORMED,

	/**
	 * A frame out of its place: one before the handshake, or a second handshake.
	 */
	UNEXPECTED,

	/**
	 * A message to a path that names no method.
	 */
	UNKNOWN_PATH,

	/**
	 * A message whose payload is missing, no JSON, not of its type, or breaks a
	 * constraint.
	 */
	INVALID_PAYLOAD,

	/**
	 * A message whose handler failed: nobody waits for an answer that could say so.
	 */
	FAILED,

	/**
	 * An answer that nobody waits for: late, repeated or invented.
	 */
	UNKNOWN_ID,

	/**
	 * A call of a peer that goes on calling while the server goes away.
	 */
	GOING_AWAY,

	/**
	 * A call over the limit of unfinished ones.
	 */
	OVER_LIMIT,

	/**
	 * A message beyond the rate that one connection may have.
	 */
	OVER_RATE,

	/**
	 * A message to send that found the outbound queue full.
	 */
	OVERFLOW,

	/**
	 * A message to send that is larger than the peer takes.
	 */
	TOO_LARGE;

	/**
	 * Whether one of this kind hints at a fault that somebody should mend.
	 * @return {@code true} if the first one on a connection is logged as a warning
	 */
	public boolean isWorthWarning() {
		return switch (this) {
			case UNKNOWN_PATH, INVALID_PAYLOAD, FAILED, OVER_LIMIT, OVER_RATE, OVERFLOW, TOO_LARGE -> true;
			case MALFORMED, UNEXPECTED, UNKNOWN_ID, GOING_AWAY -> false;
		};
	}

}
