package io.grest.ws.internal.call;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * State of one call of the peer: whether its handler has ended or was cancelled, and
 * whether its place is free. A superclass, because a call is one object.
 */
abstract class CallState {

	private static final AtomicIntegerFieldUpdater<CallState> STATE = AtomicIntegerFieldUpdater
		.newUpdater(CallState.class, "state");

	// The handler has ended or was cancelled. Only the first counts.
	private static final int ENDED = 1;

	private static final int CANCELLED = 2;

	// A thread other than the reading one runs the handler.
	private static final int RUNNING = 4;

	// The place of the call is free, once no thread runs the handler.
	private static final int RELEASED = 8;

	private volatile int state;

	/**
	 * Return whether a call whose handler answers later has ended or was cancelled.
	 */
	final boolean hasEnded() {
		return (this.state & ENDED) != 0;
	}

	final boolean isCancelled() {
		return (this.state & CANCELLED) != 0;
	}

	/**
	 * End the call.
	 * @return {@code false} if it has ended before
	 */
	final boolean end() {
		return (mark(ENDED) & ENDED) == 0;
	}

	/**
	 * End the call without its handler.
	 * @return {@code false} if it has ended before
	 */
	final boolean endCancelled() {
		return markUnlessEnded(ENDED | CANCELLED);
	}

	/**
	 * Let the handler end for nothing.
	 */
	final void markCancelled() {
		mark(CANCELLED);
	}

	/**
	 * Handle that a thread begins to run the handler.
	 * @return {@code false} if the call has ended, so that its place may be free
	 */
	final boolean running() {
		return markUnlessEnded(RUNNING);
	}

	/**
	 * Handle that the thread no longer runs the handler.
	 */
	final void returned() {
		if ((STATE.getAndUpdate(this, (state) -> state & ~RUNNING) & RELEASED) != 0) {
			freed();
		}
	}

	/**
	 * Free the place of the call, at once or when the handler has returned.
	 */
	final void release() {
		if ((mark(RELEASED) & (RUNNING | RELEASED)) == 0) {
			freed();
		}
	}

	/**
	 * Handle that the place of the call is free. Called once.
	 */
	abstract void freed();

	private boolean markUnlessEnded(int bits) {
		return (STATE.getAndUpdate(this, (state) -> ((state & ENDED) != 0) ? state : state | bits) & ENDED) == 0;
	}

	private int mark(int bit) {
		return STATE.getAndUpdate(this, (state) -> state | bit);
	}

}
