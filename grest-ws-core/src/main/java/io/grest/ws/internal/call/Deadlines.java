package io.grest.ws.internal.call;

import java.time.Duration;

import io.grest.ws.context.ContextScope;
import io.grest.ws.context.Deadline;
import io.grest.ws.error.DeadlineExceededException;
import io.grest.ws.internal.TimerWheel;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.ContextView;

/**
 * Deadlines of the peer's unfinished calls. While there are such calls, one timer for all
 * of them ticks every 100 ms.
 */
final class Deadlines implements TimerWheel.Entries {

	/**
	 * The time until a deadline that there is not.
	 */
	static final long NONE = -1;

	private static final int TICKS = 10;

	private final UnfinishedCalls calls;

	private final TimerWheel wheel;

	Deadlines(UnfinishedCalls calls, Scheduler scheduler) {
		this.calls = calls;
		this.wheel = new TimerWheel(Duration.ofSeconds(1), TICKS, scheduler, this);
	}

	/**
	 * Watch until all unfinished calls have ended.
	 */
	void watch() {
		this.wheel.start();
	}

	@Override
	public boolean isEmpty() {
		return !this.calls.hasAnswerable();
	}

	@Override
	public void ticked(long tick) {
		this.calls.forEachAnswerable("end at its deadline", (call) -> {
			if (call.isOverdue()) {
				call.cancel(new DeadlineExceededException());
			}
		});
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
