package io.grest.ws.internal;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import reactor.core.scheduler.Scheduler;

/**
 * Wheel of ticks: one scheduled task for many entries, which store a tick instead of a
 * time. It turns while there are entries. Safe to use from any thread.
 *
 * @since 0.1.0
 */
public final class TimerWheel {

	private static final AtomicIntegerFieldUpdater<TimerWheel> TURNING = AtomicIntegerFieldUpdater
		.newUpdater(TimerWheel.class, "turning");

	private final Scheduler scheduler;

	private final Entries entries;

	private final long tickMillis;

	// 1 from a start to a tick without entries, otherwise 0.
	private volatile int turning;

	// Written only by the tick.
	private volatile long now;

	/**
	 * Create a wheel, not started.
	 * @param period the period to divide into ticks
	 * @param ticks the number of ticks in a period. A tick takes at least 1 ms
	 * @param scheduler the scheduler of the ticks
	 * @param entries the entries of the wheel
	 */
	public TimerWheel(Duration period, int ticks, Scheduler scheduler, Entries entries) {
		this.tickMillis = Math.max(1, period.toMillis() / ticks);
		this.scheduler = scheduler;
		this.entries = entries;
	}

	/**
	 * Return the number of the current tick.
	 * @return the number, 0 before the first tick
	 */
	public long now() {
		return this.now;
	}

	/**
	 * Return the number of whole ticks in a time.
	 * @param time the time
	 * @return the number
	 */
	public long ticksIn(Duration time) {
		return time.toMillis() / this.tickMillis;
	}

	/**
	 * Return the time since a tick.
	 * @param tick the number of a tick
	 * @return the time, in whole ticks
	 */
	public Duration since(long tick) {
		return Duration.ofMillis((this.now - tick) * this.tickMillis);
	}

	/**
	 * Turn until there are no entries. Does nothing if the wheel turns already. To be
	 * called after an entry was added.
	 * @throws RejectedExecutionException if the scheduler is shut down
	 */
	public void start() {
		if (this.turning == 0 && TURNING.compareAndSet(this, 0, 1)) {
			schedule();
		}
	}

	private void schedule() {
		try {
			this.scheduler.schedule(this::turn, this.tickMillis, TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			this.turning = 0;
			throw ex;
		}
	}

	private void turn() {
		long tick = this.now + 1;
		this.now = tick;
		this.entries.ticked(tick);
		try {
			scheduleNext();
		}
		catch (RejectedExecutionException ex) {
			// The scheduler is shut down, and with it the application.
		}
	}

	private void scheduleNext() {
		if (!this.entries.isEmpty()) {
			schedule();
			return;
		}
		this.turning = 0;
		// An entry added between the two lines above has not started the wheel.
		if (!this.entries.isEmpty()) {
			start();
		}
	}

	/**
	 * Contract for the entries of a wheel. Must neither block nor throw.
	 */
	public interface Entries {

		/**
		 * Return whether there are no entries.
		 * @return {@code true} if the wheel may stop
		 */
		boolean isEmpty();

		/**
		 * Handle the entries that are due.
		 * @param tick the number of the tick, one more than before
		 */
		void ticked(long tick);

	}

}
