package io.grest.ws.internal.call;

import io.grest.ws.observation.DropReason;

/**
 * Contract for recording dropped frames and refused calls. Called by any thread; must not
 * block.
 *
 * @since 0.1.0
 */
public interface CallLog {

	/**
	 * Record a dropped frame.
	 * @param reason the reason
	 * @param detail a description, which may contain text of the peer
	 */
	void dropped(DropReason reason, String detail);

	/**
	 * Record a call that was answered with an error instead of being run.
	 * @param reason the reason
	 * @param detail a description, which may contain text of the peer
	 */
	void refused(DropReason reason, String detail);

	/**
	 * Record a call that is answered with an error instead of its result.
	 * @param reason the reason
	 * @param detail a description
	 */
	void replaced(DropReason reason, String detail);

}
