package io.grest.ws.internal.call;

import io.grest.ws.context.ContextScope;
import io.grest.ws.context.Deadline;
import reactor.util.context.ContextView;

/**
 * Deadlines that calls inherit from the call that makes them.
 */
final class Deadlines {

	/**
	 * The time until a deadline that there is not.
	 */
	static final long NONE = -1;

	private Deadlines() {
	}

	/**
	 * Return the time until the deadline of the call that the calling code runs for.
	 * @param caller the Reactor context of the calling code
	 * @return the milliseconds, 0 if it is over, or {@link #NONE}
	 */
	static long remaining(ContextView caller) {
		ContextScope scope = caller.getOrDefault(ContextScope.class, null);
		if (scope == null) {
			scope = ContextScope.current();
		}
		Deadline deadline = (scope != null) ? scope.value(Deadline.KEY) : null;
		return (deadline != null) ? deadline.timeLeft().toMillis() : NONE;
	}

}
