package io.grest.ws.benchmarks.load;

import java.util.Arrays;
import java.util.Map;

/**
 * Scenario that measures the latency of single requests.
 */
final class LatencyScenario implements Scenario {

	static final LatencyScenario ALONE = new LatencyScenario(false);

	static final LatencyScenario BESIDE_STREAM = new LatencyScenario(true);

	static final Figure P50 = new Figure("RPC, one in flight, p50", "µs");

	static final Figure P99 = new Figure("RPC, one in flight, p99", "µs");

	private static final Figure P50_BESIDE = new Figure("RPC beside a saturated stream, p50", "µs");

	private static final Figure P99_BESIDE = new Figure("RPC beside a saturated stream, p99", "µs");

	private static final int MOST = 2_000_000;

	private final boolean besideStream;

	private LatencyScenario(boolean besideStream) {
		this.besideStream = besideStream;
	}

	@Override
	public String name() {
		return this.besideStream ? "beside" : "latency";
	}

	@Override
	public Map<Figure, Double> measure(Server server, double seconds) throws Exception {
		try (Load load = server.newLoad()) {
			LoadConnection connection = load
				.open(1, 1, this.besideStream ? server.wire().streamPath() : server.wire().rpcPath())
				.get(0);
			load.tell(() -> {
				connection.send(server.wire().prepare());
				if (this.besideStream) {
					connection.stream();
				}
			});
			Thread.sleep(300);
			Times times = new Times();
			load.receiver(times);
			load.tell(() -> {
				times.next(connection);
			});
			Thread.sleep(Math.round(300 * Math.min(seconds, 1)));
			load.ask(() -> times.count = 0);
			Thread.sleep(Math.round(seconds * 1000));
			int[] sorted = load.ask(times::sorted);
			return Map.of(this.besideStream ? P50_BESIDE : P50, sorted[sorted.length / 2] / 1e3,
					this.besideStream ? P99_BESIDE : P99, sorted[sorted.length * 99 / 100] / 1e3);
		}
	}

	private static final class Times implements Load.Receiver {

		private final int[] nanos = new int[MOST];

		private int count;

		private long sentAt;

		private void next(LoadConnection connection) {
			this.sentAt = System.nanoTime();
			connection.request(1);
		}

		@Override
		public void received(LoadConnection connection, int received) {
			if (this.count < MOST) {
				this.nanos[this.count++] = (int) (System.nanoTime() - this.sentAt);
			}
			next(connection);
		}

		private int[] sorted() {
			int[] sorted = Arrays.copyOf(this.nanos, this.count);
			Arrays.sort(sorted);
			return sorted;
		}

	}

}
