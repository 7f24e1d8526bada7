package io.grest.ws.internal.session;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/**
 * The single timer of a session, for its handshake, draining and close, which follow one
 * another.
 */
final class SessionTimer {

	private final Scheduler scheduler;

	private final Disposable.Swap current = Disposables.swap();

	SessionTimer(Scheduler scheduler) {
		this.scheduler = scheduler;
	}

	/**
	 * Run a task later, in place of the scheduled one.
	 */
	void schedule(Duration delay, Runnable task) {
		this.current.update(later(this.scheduler, delay, task));
	}

	/**
	 * Run a task later, independent of the timer. The task does not run if the scheduler
	 * is shut down.
	 */
	Disposable later(Duration delay, Runnable task) {
		return later(this.scheduler, delay, task);
	}

	private static Disposable later(Scheduler scheduler, Duration delay, Runnable task) {
		try {
			return scheduler.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			return Disposables.disposed();
		}
	}

	/**
	 * Cancel the scheduled task.
	 */
	void clear() {
		this.current.update(null);
	}

	/**
	 * Cancel the scheduled task, and ignore later ones.
	 */
	void end() {
		this.current.dispose();
	}

}
