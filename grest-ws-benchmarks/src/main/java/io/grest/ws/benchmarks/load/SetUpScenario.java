package io.grest.ws.benchmarks.load;

import java.util.Map;

/**
 * Scenario that measures the set-up of connections: TCP, the upgrade and the protocol's
 * own greeting, but not their close.
 */
final class SetUpScenario implements Scenario {

	static final Figure SET_UP = new Figure("Connections set up", "connections/s");

	static final Figure CPU = new Figure("Connections set up", "CPU µs/connection");

	private static final int AT_ONCE = 64;

	private static final int PER_SECOND = 3000;

	@Override
	public String name() {
		return "setup";
	}

	@Override
	public Map<Figure, Double> measure(Server server, double seconds) throws Exception {
		int count = (int) (PER_SECOND * Math.max(seconds, 1));
		Meter meter;
		try (Load load = server.newLoad()) {
			double cpuBefore = server.process().cpuSeconds();
			long start = System.nanoTime();
			load.open(count, AT_ONCE, server.wire().rpcPath());
			double elapsed = (System.nanoTime() - start) / 1e9;
			meter = new Meter(count / elapsed, (server.process().cpuSeconds() - cpuBefore) * 1e6 / count);
		}
		// The cost of closing must not count for the next measurement.
		Thread.sleep(500);
		return Map.of(SET_UP, meter.perSecond(), CPU, meter.cpuMicros());
	}

}
