package io.grest.ws.benchmarks.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

import io.grest.ws.benchmarks.Receipt;

/**
 * Runs one client until its standard input ends. A line with a number of milliseconds is
 * answered by how many calls it made in that time, and how many seconds that were.
 */
public final class ClientMain {

	private static final int IN_FLIGHT = 256;

	private ClientMain() {
	}

	/**
	 * Run.
	 * @param args the client's name, and the port that it calls
	 * @throws Exception if it does not connect
	 */
	public static void main(String[] args) throws Exception {
		int port = Integer.parseInt(args[1]);
		Caller caller = switch (args[0]) {
			case "raw-client" -> RawClient.connect(port);
			case "socket-client" -> GrestClient.connect(port);
			default -> throw new IOException("There is no client '" + args[0] + "'");
		};
		caller.begin(IN_FLIGHT);
		System.out.println("@ready");
		BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = commands.readLine(); line != null; line = commands.readLine()) {
			long before = caller.answered();
			long start = System.nanoTime();
			Thread.sleep(Long.parseLong(line));
			long calls = caller.answered() - before;
			System.out.println("@" + calls + " " + (System.nanoTime() - start) / 1e9);
		}
		Runtime.getRuntime().halt(0);
	}

	/**
	 * Look at an answer, so that reading it is not left out.
	 */
	static void check(Receipt receipt) {
		if (receipt.quantity() <= 0) {
			throw new IllegalStateException("Not what was asked for: " + receipt);
		}
	}

	/**
	 * Calls without end: each answer lets out the next call.
	 */
	interface Caller {

		void begin(int inFlight);

		/**
		 * How many answers have come. Read by another thread.
		 */
		long answered();

	}

}
