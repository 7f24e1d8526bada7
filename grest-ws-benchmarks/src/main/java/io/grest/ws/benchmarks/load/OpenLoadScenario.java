package io.grest.ws.benchmarks.load;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * Scenario of requests at a given load, which do not wait for answers: a part of what the
 * server can do, measured just before. The time of an answer counts from when its request
 * was due, so that a server that stands still is not spared the requests of that time.
 */
final class OpenLoadScenario implements Scenario {

	private static final RpcScenario MOST = RpcScenario.each(64, 32);

	private static final int CONNECTIONS = 64;

	// Of one connection. A write for each request would be too much for the load.
	private static final int TOGETHER = 8;

	private final int percent;

	private final Figure median;

	private final Figure p99;

	private final Figure p999;

	OpenLoadScenario(int percent) {
		this.percent = percent;
		String title = "RPC at " + percent + " % of the load that it can bear";
		this.median = new Figure(title + ", p50", "µs");
		this.p99 = new Figure(title + ", p99", "µs");
		this.p999 = new Figure(title + ", p99.9", "µs");
	}

	Figure p999() {
		return this.p999;
	}

	@Override
	public String name() {
		return "load" + this.percent;
	}

	@Override
	public Map<Figure, Double> measure(Server server, double seconds) throws Exception {
		double most = MOST.answersPerSecond(server, seconds);
		try (Load load = server.newLoad()) {
			List<LoadConnection> open = load.open(CONNECTIONS, CONNECTIONS, server.wire().rpcPath());
			load.tell(() -> open.forEach((connection) -> connection.send(server.wire().prepare())));
			Arrivals arrivals = new Arrivals(open, most * this.percent / 100);
			load.receiver(arrivals);
			load.repeat(arrivals::sendDue);
			Thread.sleep(Math.round(300 * Math.min(seconds, 1)));
			load.tell(arrivals::forget);
			Thread.sleep(Math.round(seconds * 1000));
			int[] times = load.ask(arrivals::sorted);
			return Map.of(this.median, at(times, 0.5), this.p99, at(times, 0.99), this.p999, at(times, 0.999));
		}
	}

	private static double at(int[] sorted, double part) {
		return sorted[(int) (sorted.length * part)] / 1e3;
	}

	/**
	 * Requests that are due at regular times, on one connection after another. Confined
	 * to the event loop.
	 */
	private static final class Arrivals implements Load.Receiver {

		private final List<LoadConnection> connections;

		private final double interval;

		private final long begin = System.nanoTime();

		// When the requests under way were due. Their answers come in order.
		private final Map<LoadConnection, Queue<Long>> due = new HashMap<>();

		private int[] nanos = new int[1 << 20];

		private int count;

		private long sent;

		private Arrivals(List<LoadConnection> connections, double perSecond) {
			this.connections = connections;
			this.interval = TOGETHER * 1e9 / perSecond;
		}

		private void sendDue() {
			long now = System.nanoTime();
			for (long next = next(); next <= now; next = next()) {
				LoadConnection connection = this.connections.get((int) (this.sent++ % this.connections.size()));
				Queue<Long> due = dueOn(connection);
				for (int i = 0; i < TOGETHER; i++) {
					due.add(next);
				}
				connection.request(TOGETHER);
			}
		}

		private Queue<Long> dueOn(LoadConnection connection) {
			return this.due.computeIfAbsent(connection, (key) -> new ArrayDeque<>());
		}

		private long next() {
			return this.begin + (long) (this.sent * this.interval);
		}

		@Override
		public void received(LoadConnection connection, int received) {
			long now = System.nanoTime();
			Queue<Long> due = dueOn(connection);
			for (int i = 0; i < received; i++) {
				add((int) Math.min(Integer.MAX_VALUE, now - due.remove()));
			}
		}

		private void add(int nanos) {
			if (this.count == this.nanos.length) {
				this.nanos = Arrays.copyOf(this.nanos, 2 * this.count);
			}
			this.nanos[this.count++] = nanos;
		}

		private void forget() {
			this.count = 0;
		}

		private int[] sorted() {
			int[] sorted = Arrays.copyOf(this.nanos, this.count);
			Arrays.sort(sorted);
			return sorted;
		}

	}

}
