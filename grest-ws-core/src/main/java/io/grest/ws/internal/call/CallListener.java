package io.grest.ws.internal.call;

/**
 * Contract for following the calls of a session. Called by any thread; must not block.
 *
 * @since 0.1.0
 */
public interface CallListener {

	/**
	 * Handle a sent request.
	 */
	void callSent();

	/**
	 * Handle the end of a call of either side.
	 */
	void callEnded();

	/**
	 * Handle an error of a handler that the contract does not declare.
	 * @param ex the error
	 */
	void undeclared(Throwable ex);

}
