package io.grest.ws.benchmarks.load;

import java.util.Map;

/**
 * Scenario that measures the heap of idle connections.
 */
final class IdleScenario implements Scenario {

	private final int connections;

	private final Figure heap;

	IdleScenario(int connections) {
		this.connections = connections;
		this.heap = new Figure("Heap of an idle connection, of " + connections, "bytes");
	}

	Figure heap() {
		return this.heap;
	}

	@Override
	public String name() {
		return "idle";
	}

	// The heap does not depend on time.
	@Override
	public boolean warmsUp() {
		return false;
	}

	@Override
	public Map<Figure, Double> measure(Server server, double seconds) throws Exception {
		long before = heap(server);
		try (Load load = server.newLoad()) {
			load.open(this.connections, 64, server.wire().rpcPath());
			// What the handshakes have left on the event loops must not count.
			Thread.sleep(1000);
			return Map.of(this.heap, (heap(server) - before) / (double) this.connections);
		}
		finally {
			Thread.sleep(1000);
		}
	}

	private static long heap(Server server) {
		return Long.parseLong(server.process().ask("heap"));
	}

}
