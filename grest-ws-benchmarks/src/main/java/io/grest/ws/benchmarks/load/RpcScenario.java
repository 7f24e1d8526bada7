package io.grest.ws.benchmarks.load;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Scenario of requests and answers, with a constant number in flight: on each connection,
 * or in total, passed on from connection to connection.
 */
final class RpcScenario implements Scenario {

	private static final int SETTLING_LOOKS = 40;

	// Within a quarter of a second.
	private static final double IDLE_CPU_SECONDS = 0.02;

	private static final int OPENED_AT_ONCE = 64;

	private final int connections;

	private final int inFlight;

	private final boolean passedOn;

	private final Figure answers;

	private final Figure cpu;

	private RpcScenario(int connections, int inFlight, boolean passedOn, String title) {
		this.connections = connections;
		this.inFlight = inFlight;
		this.passedOn = passedOn;
		this.answers = new Figure(title, "answers/s");
		this.cpu = new Figure(title, "CPU µs/answer");
	}

	/**
	 * Create a scenario with a number of requests in flight on each connection.
	 */
	static RpcScenario each(int connections, int inFlight) {
		return new RpcScenario(connections, inFlight, false,
				"RPC, " + connections + ((connections == 1) ? " connection, " : " connections, ") + inFlight
						+ " in flight" + ((connections == 1) ? "" : " each"));
	}

	/**
	 * Create a scenario with a number of requests in flight over all connections. Each
	 * request is sent on the next connection, so that all are active, and a request needs
	 * as many system calls on few connections as on many.
	 */
	static RpcScenario passedOn(int connections, int inFlight) {
		return new RpcScenario(connections, inFlight, true,
				"RPC, " + inFlight + " in flight over " + connections + " connections");
	}

	Figure answers() {
		return this.answers;
	}

	/**
	 * Measure the answers/s alone.
	 */
	double answersPerSecond(Server server, double seconds) throws Exception {
		return Objects.requireNonNull(measure(server, seconds).get(this.answers));
	}

	Figure cpu() {
		return this.cpu;
	}

	@Override
	public String name() {
		return this.passedOn ? "spread" + this.connections : "rpc" + this.connections + "x" + this.inFlight;
	}

	@Override
	public Map<Figure, Double> measure(Server server, double seconds) throws Exception {
		try (Load load = server.newLoad()) {
			List<LoadConnection> open = load.open(this.connections, OPENED_AT_ONCE, server.wire().rpcPath());
			load.tell(() -> {
				open.forEach((connection) -> connection.send(server.wire().prepare()));
			});
			settle(server);
			Exchange exchange = new Exchange(open);
			load.receiver(this.passedOn ? exchange::receivedThenNext : exchange::received);
			load.tell(() -> {
				exchange.begin(this.passedOn ? Math.min(this.inFlight, this.connections) : this.connections,
						this.passedOn ? 1 : this.inFlight);
			});
			Thread.sleep(Math.round(300 * Math.min(seconds, 1)));
			Meter meter = Meter.read(server.process(), seconds, () -> load.ask(() -> exchange.answers));
			return Map.of(this.answers, meter.perSecond(), this.cpu, meter.cpuMicros());
		}
	}

	// STOMP does not confirm a subscription. The compilation and garbage collection that
	// follow the set-up of many connections are not part of their calls.
	private static void settle(Server server) throws Exception {
		Thread.sleep(300);
		double before = server.process().cpuSeconds();
		for (int i = 0; i < SETTLING_LOOKS; i++) {
			Thread.sleep(250);
			double now = server.process().cpuSeconds();
			if (now - before <= IDLE_CPU_SECONDS) {
				return;
			}
			before = now;
		}
	}

	/**
	 * Exchange in which each answer triggers the next request. Confined to the event
	 * loop.
	 */
	private static final class Exchange {

		private final List<LoadConnection> connections;

		private long answers;

		private int next;

		private Exchange(List<LoadConnection> connections) {
			this.connections = connections;
		}

		private void begin(int on, int inFlight) {
			for (int i = 0; i < on; i++) {
				this.connections.get(i).request(inFlight);
			}
			this.next = on;
		}

		private void received(LoadConnection connection, int count) {
			this.answers += count;
			connection.request(count);
		}

		private void receivedThenNext(LoadConnection connection, int count) {
			this.answers += count;
			for (int i = 0; i < count; i++) {
				this.connections.get(this.next++ % this.connections.size()).request(1);
			}
		}

	}

}
