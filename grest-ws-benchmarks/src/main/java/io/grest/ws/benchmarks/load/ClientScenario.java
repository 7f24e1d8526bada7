package io.grest.ws.benchmarks.load;

import java.util.List;
import java.util.Map;

/**
 * Scenario of a client under test on the servers' core, against a server that does almost
 * nothing.
 */
final class ClientScenario implements Scenario {

	static final Figure CALLS = new Figure("Client, 256 calls in flight", "calls/s");

	static final Figure CPU = new Figure("Client, 256 calls in flight", "CPU µs/call");

	static final String SOCKET_CLIENT = "socket-client";

	static final String RAW = "raw-client";

	/**
	 * The clients, each with its own protocol.
	 */
	static final List<Contestant> CLIENTS = List.of(
			new Contestant(RAW, "Netty by hand", List.of(RAW), () -> new JsonWire(false), List.of()),
			new Contestant(SOCKET_CLIENT, "SocketClient", List.of(SOCKET_CLIENT), () -> new GrestWire(0),
					Contestant.named("grest").jars()));

	@Override
	public String name() {
		return "client";
	}

	@Override
	public Map<Figure, Double> measure(Server client, double seconds) {
		double cpuBefore = client.process().cpuSeconds();
		String[] answer = client.process().ask(String.valueOf(Math.round(seconds * 1000))).split(" ");
		double calls = Double.parseDouble(answer[0]);
		double cpu = client.process().cpuSeconds() - cpuBefore;
		return Map.of(CALLS, calls / Double.parseDouble(answer[1]), CPU, cpu * 1e6 / Math.max(calls, 1));
	}

}
