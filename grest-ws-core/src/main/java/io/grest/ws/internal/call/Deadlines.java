package io.grest.ws.internal.call;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.grest.ws.context.ContextScope;
import io.grest.ws.context.Deadline;
import org.jspecify.annotations.Nullable;
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

	private static int now() {
		return (int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
	}

	/**
	 * Return a point of time, which takes less room than a {@link Deadline}.
	 * @param millis the milliseconds from now on
	 * @return the point, not 0, which stands for none
	 */
	static int in(long millis) {
		int end = now() + (int) Math.min(millis, Integer.MAX_VALUE / 2);
		return (end != 0) ? end : 1;
	}

	/**
	 * Return whether a point of time is over.
	 * @param end the point, 0 for none
	 */
	static boolean isOver(int end) {
		return end != 0 && end - now() <= 0;
	}

	/**
	 * Return a point of time as a deadline.
	 * @param end the point, 0 for none
	 */
	static @Nullable Deadline of(int end) {
		return (end != 0) ? Deadline.after(Duration.ofMillis(end - now())) : null;
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
