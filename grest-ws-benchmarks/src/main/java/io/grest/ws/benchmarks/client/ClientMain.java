package io.grest.ws.benchmarks.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

import io.grest.ws.benchmarks.Receipt;

/**
 * Main class that runs one client until its standard input ends. It answers a line with a
 * number of milliseconds with the number of calls made in that time and the elapsed time
 * in seconds.
 */
public final class ClientMain {

	private static final int IN_FLIGHT = 256;

	private static final long PATIENCE_NANOS = 10_000_000_000L;

	private ClientMain() {
	}

	/**
	 * Run the client.
	 * @param args the client's name, and the port of the server
	 * @throws Exception if the client does not connect
	 */
	public static void main(String[] args) throws Exception {
		int port = Integer.parseInt(args[1]);
		Caller caller = switch (args[0]) {
			case "raw-client" -> RawClient.connect(port);
			case "socket-client" -> GrestClient.connect(port);
			default -> throw new IOException("Unknown client '" + args[0] + "'");
		};
		System.out.println("@ready");
		BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = commands.readLine(); line != null; line = commands.readLine()) {
			long before = caller.answered();
			long start = System.nanoTime();
			caller.begin(IN_FLIGHT);
			Thread.sleep(Long.parseLong(line));
			// After that, the core must be free for the other client.
			caller.end();
			long calls = caller.answered() - before;
			System.out.println("@" + calls + " " + (System.nanoTime() - start) / 1e9);
		}
		Runtime.getRuntime().halt(0);
	}

	// Ensures that every client decodes the receipt.
	private static void check(Receipt receipt) {
		if (receipt.quantity() <= 0) {
			throw new IllegalStateException("Not the receipt of an order: " + receipt);
		}
	}

	/**
	 * Caller that keeps a number of calls in flight: each answer triggers the next call.
	 */
	abstract static class Caller {

		private final AtomicLong called = new AtomicLong();

		private volatile long answered;

		private volatile boolean calling;

		void begin(int inFlight) throws Exception {
			this.calling = true;
			call(inFlight);
		}

		/**
		 * Send a number of calls together.
		 */
		abstract void call(int times) throws Exception;

		/**
		 * Stop calling, and wait for the outstanding answers.
		 */
		void end() throws InterruptedException {
			this.calling = false;
			long deadline = System.nanoTime() + PATIENCE_NANOS;
			while (this.answered < this.called.get()) {
				if (System.nanoTime() - deadline > 0) {
					throw new IllegalStateException((this.called.get() - this.answered) + " calls were not answered");
				}
				Thread.sleep(1);
			}
		}

		/**
		 * Return the number of answers.
		 */
		long answered() {
			return this.answered;
		}

		/**
		 * Return the number of the next call.
		 */
		int called() {
			return (int) this.called.getAndIncrement();
		}

		/**
		 * Record an answer.
		 * @return whether to call again
		 */
		boolean answered(Receipt receipt) {
			check(receipt);
			this.answered++;
			return this.calling;
		}

	}

}
