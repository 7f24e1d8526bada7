package io.grest.ws.benchmarks.load;

import java.util.List;
import java.util.Map;

/**
 * Scenario in which one connection publishes and all receive. A constant number of
 * messages are in flight: the next is published when the oldest of them has arrived
 * everywhere. With two, a server can rarely send messages together; with more, the
 * server's own work counts for more than the kernel's send.
 */
final class FanOutScenario implements Scenario {

	private final int members;

	private final int underWay;

	private final Figure deliveries;

	private final Figure cpu;

	FanOutScenario(int members, int underWay) {
		this.members = members;
		this.underWay = underWay;
		String name = "Broadcast to " + members + ", " + underWay + " under way";
		this.deliveries = new Figure(name, "deliveries/s");
		this.cpu = new Figure(name, "CPU µs/delivery");
	}

	Figure deliveries() {
		return this.deliveries;
	}

	@Override
	public String name() {
		return "fan" + this.members + "x" + this.underWay;
	}

	@Override
	public Map<Figure, Double> measure(Server server, double seconds) throws Exception {
		try (Load load = server.newLoad()) {
			List<LoadConnection> open = load.open(this.members, 64, server.wire().fanPath());
			load.tell(() -> {
				open.forEach((connection) -> connection.send(server.wire().join()));
			});
			Thread.sleep(500);
			Publishing publishing = new Publishing(open, List.of(server.wire().publish()), this.underWay);
			load.receiver(publishing);
			load.tell(() -> {
				publishing.begin();
			});
			Thread.sleep(Math.round(300 * Math.min(seconds, 1)));
			Meter meter = Meter.read(server.process(), seconds, () -> load.ask(() -> publishing.delivered));
			return Map.of(this.deliveries, meter.perSecond(), this.cpu, meter.cpuMicros());
		}
	}

	private static final class Publishing implements Load.Receiver {

		private final List<LoadConnection> members;

		private final List<byte[]> message;

		private final int underWay;

		private long published;

		private long delivered;

		private Publishing(List<LoadConnection> members, List<byte[]> message, int underWay) {
			this.members = members;
			this.message = message;
			this.underWay = underWay;
		}

		private void begin() {
			for (int i = 0; i < this.underWay; i++) {
				publish();
			}
		}

		private void publish() {
			this.published++;
			this.members.get(0).send(this.message);
		}

		@Override
		public void received(LoadConnection connection, int count) {
			this.delivered += count;
			while (this.delivered >= (this.published - this.underWay + 1) * this.members.size()) {
				publish();
			}
		}

	}

}
