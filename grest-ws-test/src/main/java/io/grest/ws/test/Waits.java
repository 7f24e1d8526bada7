package io.grest.ws.test;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Waits on a monitor.
 */
final class Waits {

	private Waits() {
	}

	/**
	 * Wait until a condition holds.
	 * @param monitor the monitor, which the caller holds and which is notified of changes
	 * @param condition the condition
	 * @param timeout the timeout
	 * @return {@code false} if it does not hold in time, or the thread is interrupted
	 */
	static boolean until(Object monitor, BooleanSupplier condition, Duration timeout) {
		long end = System.nanoTime() + timeout.toNanos();
		while (!condition.getAsBoolean()) {
			long left = end - System.nanoTime();
			if (left <= 0) {
				return false;
			}
			try {
				TimeUnit.NANOSECONDS.timedWait(monitor, left);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return false;
			}
		}
		return true;
	}

}
