package io.grest.ws.benchmarks.load;

import java.util.List;
import java.util.Map;

/**
 * Scenario in which each connection has one stream of small items without end, and asks
 * for more at three quarters of a window.
 */
final class StreamScenario implements Scenario {

	private final int connections;

	private final Figure items;

	private final Figure cpu;

	StreamScenario(int connections) {
		this.connections = connections;
		String name = "Stream, " + connections + ((connections == 1) ? " connection" : " connections");
		this.items = new Figure(name, "items/s");
		this.cpu = new Figure(name, "CPU µs/item");
	}

	@Override
	public String name() {
		return "stream" + this.connections;
	}

	@Override
	public Map<Figure, Double> measure(Server server, double seconds) throws Exception {
		try (Load load = server.newLoad()) {
			List<LoadConnection> open = load.open(this.connections, this.connections, server.wire().streamPath());
			Counter counter = new Counter();
			load.receiver(counter);
			load.tell(() -> {
				open.forEach(LoadConnection::stream);
			});
			Thread.sleep(Math.round(300 * Math.min(seconds, 1)));
			Meter meter = Meter.read(server.process(), seconds, () -> load.ask(() -> counter.items));
			return Map.of(this.items, meter.perSecond(), this.cpu, meter.cpuMicros());
		}
	}

	private static final class Counter implements Load.Receiver {

		private long items;

		@Override
		public void received(LoadConnection connection, int count) {
			throw new IllegalStateException("An answer that was not asked for");
		}

		@Override
		public void streamed(LoadConnection connection, int count) {
			this.items += count;
		}

	}

}
