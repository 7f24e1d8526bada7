package io.grest.ws.call;

import io.grest.ws.observation.DropReason;

/**
 * Contract for following the calls of a session. Called by any thread; must not block.
 *
 * @since 0.1.0
 */
public interface CallListener {

	/**
	 * A request was sent.
	 */
	void callSent();

	/**
	 * A call of either side has ended.
	 */
	void callEnded();

	/**
	 * A handler failed with an error that the contract does not declare.
	 * @param ex the error
	 */
	void undeclared(Throwable ex);

	/**
	 * A frame was dropped.
	 * @param reason why
	 * @param detail for the log, of which the peer may have had a hand in
	 */
	void dropped(DropReason reason, String detail);

	/**
	 * A call was answered with an error instead of being run.
	 * @param reason why
	 * @param detail for the log, of which the peer may have had a hand in
	 */
	void refused(DropReason reason, String detail);

	/**
	 * A call is answered with an error instead of its result.
	 * @param reason why
	 * @param detail for the log
	 */
	void replaced(DropReason reason, String detail);

}
