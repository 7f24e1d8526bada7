package io.grest.ws.benchmarks.load;

import java.util.List;
import java.util.Map;

/**
 * One publishes, all receive. Two messages are under way at any time: the next is
 * published when all but the latest have arrived everywhere.
 */
final class FanOutScenario implements Scenario {

	private final int members;

	private final Figure deliveries;

	private final Figure cpu;

	FanOutScenario(int members) {
		this.members = members;
		this.deliveries = new Figure("Broadcast to " + members, "deliveries/s");
		this.cpu = new Figure("Broadcast to " + members, "CPU µs/delivery");
	}

	Figure deliveries() {
		return this.deliveries;
	}

	@Override
	public String name() {
		return "fan" + this.members;
	}

	@Override
	public Map<Figure, Double> measure(Server server, double seconds) throws Exception {
		try (Load load = server.newLoad()) {
			List<LoadConnection> open = load.open(this.members, 64, server.wire().fanPath());
			load.tell(() -> {
				open.forEach((connection) -> connection.send(server.wire().join()));
			});
			Thread.sleep(500);
			Publishing publishing = new Publishing(open, List.of(server.wire().publish()));
			load.receiver(publishing);
			load.tell(() -> {
				publishing.publish();
				publishing.publish();
			});
			Thread.sleep(Math.round(300 * Math.min(seconds, 1)));
			Meter meter = Meter.read(server.process(), seconds, () -> load.ask(() -> publishing.delivered));
			return Map.of(this.deliveries, meter.perSecond(), this.cpu, meter.cpuMicros());
		}
	}

	private static final class Publishing implements Load.Receiver {

		private final List<LoadConnection> members;

		private final List<byte[]> message;

		private long published;

		private long delivered;

		private Publishing(List<LoadConnection> members, List<byte[]> message) {
			this.members = members;
			this.message = message;
		}

		private void publish() {
			this.published++;
			this.members.get(0).send(this.message);
		}

		@Override
		public void received(LoadConnection connection, int count) {
			this.delivered += count;
			while (this.delivered >= (this.published - 1) * this.members.size()) {
				publish();
			}
		}

	}

}
