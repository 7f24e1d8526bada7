package io.grest.ws.benchmarks.load;

import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * Rate of an operation, and its cost to the server.
 *
 * @param perSecond the number of operations in a second
 * @param cpuMicros the CPU time of an operation in microseconds
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
