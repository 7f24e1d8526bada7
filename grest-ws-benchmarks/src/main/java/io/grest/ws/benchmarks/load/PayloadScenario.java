package io.grest.ws.benchmarks.load;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.grest.ws.benchmarks.Order;
import io.grest.ws.benchmarks.OrderJson;

/**
 * Scenario of requests and answers of a size, with a constant number in flight on each
 * connection.
 */
final class PayloadScenario implements Scenario {

	private static final int CONNECTIONS = 16;

	private static final int IN_FLIGHT = 4;

	private final int kilobytes;

	private final Figure answers;

	private final Figure cpu;

	PayloadScenario(int kilobytes) {
		this.kilobytes = kilobytes;
		String title = "RPC with payloads of " + kilobytes + " KB, " + CONNECTIONS + " connections, " + IN_FLIGHT
				+ " in flight each";
		this.answers = new Figure(title, "answers/s");
		this.cpu = new Figure(title, "CPU µs/answer");
	}

	Figure answers() {
		return this.answers;
	}

	@Override
	public String name() {
		return "payload" + this.kilobytes;
	}

	private String order() {
		Order order = new Order("customer-1000", "analytical-engine", 1, 14995, "n".repeat(this.kilobytes * 1024));
		return new String(OrderJson.write(order), StandardCharsets.UTF_8);
	}

	@Override
	public Map<Figure, Double> measure(Server server, double seconds) throws Exception {
		String order = order();
		List<byte[]> requests = IntStream.range(0, IN_FLIGHT)
			.mapToObj((number) -> server.wire().request(number, order))
			.toList();
		try (Load load = server.newLoad()) {
			List<LoadConnection> open = load.open(CONNECTIONS, CONNECTIONS, server.wire().rpcPath());
			Counter counter = new Counter(requests);
			load.receiver(counter);
			load.tell(() -> open.forEach((connection) -> connection.send(requests)));
			Thread.sleep(Math.round(300 * Math.min(seconds, 1)));
			Meter meter = Meter.read(server.process(), seconds, () -> load.ask(() -> counter.answers));
			return Map.of(this.answers, meter.perSecond(), this.cpu, meter.cpuMicros());
		}
	}

	private static final class Counter implements Load.Receiver {

		private final List<byte[]> requests;

		// By connection. Answers come in order, so the next request is the one that was
		// answered.
		private final Map<LoadConnection, Integer> next = new HashMap<>();

		private long answers;

		private Counter(List<byte[]> requests) {
			this.requests = requests;
		}

		@Override
		public void received(LoadConnection connection, int count) {
			this.answers += count;
			int first = this.next.getOrDefault(connection, 0);
			this.next.put(connection, first + count);
			connection.send(IntStream.range(first, first + count)
				.mapToObj((number) -> this.requests.get(number % IN_FLIGHT))
				.toList());
		}

	}

}
