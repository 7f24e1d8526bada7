package io.grest.ws.observation;

/**
 * Outcome of a client's offer to go on with its session.
 *
 * @since 0.1.0
 */
public enum ResumeOutcome {

	/**
	 * The session goes on.
	 */
	SAME,

	/**
	 * A new session has begun, after one that had ended in order.
	 */
	CLEAN,

	/**
	 * A new session has begun.
	 */
	NEW

}
