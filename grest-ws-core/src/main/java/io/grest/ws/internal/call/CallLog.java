package io.grest.ws.internal.call;

import io.grest.ws.observation.DropReason;

/**
 * Contract for recording what becomes of frames and calls that are not run. Called by any
 * thread; must not block.
 *
 * @since 0.1.0
 */
public interface CallLog {

	/**
	 * A frame was dropped.
	 * @param reason why
	 * @param detail what it was, of which the peer may have had a hand in
	 */
	void dropped(DropReason reason, String detail);

	/**
	 * A call was answered with an error instead of being run.
	 * @param reason why
	 * @param detail what it was, of which the peer may have had a hand in
	 */
	void refused(DropReason reason, String detail);

	/**
	 * A call is answered with an error instead of its result.
	 * @param reason why
	 * @param detail what it was
	 */
	void replaced(DropReason reason, String detail);

}
