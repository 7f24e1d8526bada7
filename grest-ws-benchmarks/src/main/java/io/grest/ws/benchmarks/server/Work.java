package io.grest.ws.benchmarks.server;

import reactor.core.scheduler.Schedulers;

/**
 * What a method that blocks does.
 */
final class Work {

	// The time of a call, 0 for none.
	static int millis;

	private Work() {
	}

	/**
	 * Block for the time of a call.
	 * @throws IllegalStateException if the thread must not block, as the figures would be
	 * wrong
	 */
	static void run() {
		if (Schedulers.isInNonBlockingThread() || !Thread.currentThread().toString().startsWith("VirtualThread")) {
			throw new IllegalStateException("Not a virtual thread: " + Thread.currentThread());
		}
		if (millis > 0) {
			try {
				Thread.sleep(millis);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}
	}

}
