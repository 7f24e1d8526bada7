package io.grest.ws.benchmarks.load;

import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * How many of something happen in a second, and what one of them costs the server.
 *
 * @param perSecond how many
 * @param cpuMicros the processor time of one, in millionths of a second
 */
record Meter(double perSecond, double cpuMicros) {

	static Meter read(Child process, double seconds, Callable<Long> counter) throws Exception {
		long before = counter.call();
		double cpuBefore = process.cpuSeconds();
		long start = System.nanoTime();
		Thread.sleep(Duration.ofMillis(Math.round(seconds * 1000)).toMillis());
		long count = counter.call() - before;
		double elapsed = (System.nanoTime() - start) / 1e9;
		double cpu = process.cpuSeconds() - cpuBefore;
		return new Meter(count / elapsed, cpu * 1e6 / Math.max(count, 1));
	}

}
