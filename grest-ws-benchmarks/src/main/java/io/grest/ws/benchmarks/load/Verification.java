package io.grest.ws.benchmarks.load;

import java.util.List;

import io.grest.ws.benchmarks.Order;
import io.grest.ws.benchmarks.OrderJson;
import io.grest.ws.benchmarks.Receipt;
import io.grest.ws.benchmarks.load.Scenario.Server;

/**
 * Whether a server does the work: a figure of one that answers wrong is worth nothing.
 */
final class Verification {

	private Verification() {
	}

	static void verify(Server server, boolean publishes) throws Exception {
		String expected = OrderJson.write(Receipt.of(Order.of(0)));
		expect(server, expected, "an order", answered(server));
		if (publishes) {
			for (String received : published(server)) {
				expect(server, expected, "what is published", received);
			}
		}
	}

	private static void expect(Server server, String expected, String what, String received) {
		if (!received.contains(expected)) {
			throw new IllegalStateException(server.contestant().name() + " answers " + what + " with " + received
					+ " instead of with " + expected);
		}
	}

	private static String answered(Server server) throws Exception {
		try (Load load = server.newLoad()) {
			LoadConnection connection = load.open(1, 1, server.wire().rpcPath()).get(0);
			load.tell(() -> {
				connection.keepReceipt();
				connection.send(server.wire().prepare());
			});
			Thread.sleep(500);
			load.tell(() -> {
				connection.request(1);
			});
			Thread.sleep(1000);
			return load.ask(() -> String.valueOf(connection.lastReceipt()));
		}
	}

	private static List<String> published(Server server) throws Exception {
		try (Load load = server.newLoad()) {
			List<LoadConnection> members = load.open(3, 3, server.wire().fanPath());
			load.tell(() -> {
				members.forEach(LoadConnection::keepReceipt);
				members.forEach((member) -> member.send(server.wire().join()));
			});
			Thread.sleep(500);
			load.tell(() -> {
				members.get(0).send(List.of(server.wire().publish()));
			});
			Thread.sleep(1000);
			return load.ask(() -> members.stream().map((member) -> String.valueOf(member.lastReceipt())).toList());
		}
	}

}
