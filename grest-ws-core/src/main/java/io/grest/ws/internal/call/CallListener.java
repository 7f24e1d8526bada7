package io.grest.ws.internal.call;

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

}
