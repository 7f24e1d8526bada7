package io.grest.ws.conformance;

import java.time.Duration;

/**
 * Time until which a step waits.
 *
 * @param nanoTime the value of {@link System#nanoTime()} at that time
 */
record Deadline(long nanoTime) {

	/**
	 * Begin to wait.
	 * @param timeout how long from now
	 */
	static Deadline in(Duration timeout) {
		return new Deadline(System.nanoTime() + timeout.toNanos());
	}

	/**
	 * Return the time left, negative when it is over.
	 */
	Duration left() {
		return Duration.ofNanos(this.nanoTime - System.nanoTime());
	}

	boolean isOver() {
		return left().isNegative();
	}

}
