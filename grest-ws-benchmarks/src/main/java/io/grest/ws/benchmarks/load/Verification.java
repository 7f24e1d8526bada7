package io.grest.ws.benchmarks.load;

import java.util.List;
import java.util.stream.IntStream;

import io.grest.ws.benchmarks.Order;
import io.grest.ws.benchmarks.OrderJson;
import io.grest.ws.benchmarks.Receipt;
import io.grest.ws.benchmarks.load.Scenario.Server;

/**
 * Verification that a server does its work, as the figures of wrong answers are
 * worthless.
 */
final class Verification {

	private static final int ATTEMPTS = 100;

	private static final long PAUSE_MILLIS = 200;

	private Verification() {
	}

	static void verify(Server server, boolean publishes) throws Exception {
		expect(server, "an order", answered(server));
		if (publishes) {
			for (String received : published(server)) {
				expect(server, "a published order", received);
			}
		}
	}

	private static void expect(Server server, String what, String received) {
		boolean right = IntStream.range(0, ATTEMPTS)
			.mapToObj((number) -> OrderJson.write(Receipt.of(Order.of(number))))
			.anyMatch(received::contains);
		if (!right) {
			throw new IllegalStateException(server.contestant().name() + " answers " + what + " with " + received);
		}
	}

	private static String answered(Server server) throws Exception {
		try (Load load = server.newLoad()) {
			LoadConnection connection = load.open(1, 1, server.wire().rpcPath()).get(0);
			load.tell(() -> {
				connection.keepReceipt();
				connection.send(server.wire().prepare());
			});
			return receipts(load, List.of(connection), () -> connection.request(1)).get(0);
		}
	}

	private static List<String> published(Server server) throws Exception {
		try (Load load = server.newLoad()) {
			List<LoadConnection> members = load.open(3, 3, server.wire().fanPath());
			load.tell(() -> {
				members.forEach(LoadConnection::keepReceipt);
				members.forEach((member) -> member.send(server.wire().join()));
			});
			return receipts(load, members, () -> members.get(0).send(List.of(server.wire().publish())));
		}
	}

	// A message that a STOMP subscription has missed, as it was not yet active, is
	// published again.
	private static List<String> receipts(Load load, List<LoadConnection> connections, Runnable trigger)
			throws Exception {
		for (int i = 0; i < ATTEMPTS; i++) {
			Thread.sleep(PAUSE_MILLIS);
			if (i % 10 == 0) {
				load.tell(trigger);
			}
			if (load.ask(() -> connections.stream().allMatch((one) -> one.lastReceipt() != null))) {
				break;
			}
		}
		return load.ask(() -> connections.stream().map((one) -> String.valueOf(one.lastReceipt())).toList());
	}

}
