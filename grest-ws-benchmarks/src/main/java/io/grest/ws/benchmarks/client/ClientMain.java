package io.grest.ws.benchmarks.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

import io.grest.ws.benchmarks.Receipt;

/**
 * Runs one client until its standard input ends. A line with a number of milliseconds is
 * answered by how many calls it made in that time, and how many seconds that were.
 */
public final class ClientMain {

	private static final int IN_FLIGHT = 256;

	private static final long PATIENCE_NANOS = 10_000_000_000L;

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
		System.out.println("@ready");
		BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = commands.readLine(); line != null; line = commands.readLine()) {
			long before = caller.answered();
			long start = System.nanoTime();
			caller.begin(IN_FLIGHT);
			Thread.sleep(Long.parseLong(line));
			// The other client is to have the core for itself after that.
			caller.end();
			long calls = caller.answered() - before;
			System.out.println("@" + calls + " " + (System.nanoTime() - start) / 1e9);
		}
		Runtime.getRuntime().halt(0);
	}

	// So that reading it is not left out.
	private static void check(Receipt receipt) {
		if (receipt.quantity() <= 0) {
			throw new IllegalStateException("Not what was asked for: " + receipt);
		}
	}

	/**
	 * Calls from a begin to an end: each answer lets out the next call.
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
		 * Call so many times at once.
		 */
		abstract void call(int times) throws Exception;

		/**
		 * Call no more, and wait for the answers that are due.
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
		 * How many answers have come.
		 */
		long answered() {
			return this.answered;
		}

		/**
		 * The number of the next call.
		 */
		int called() {
			return (int) this.called.getAndIncrement();
		}

		/**
		 * An answer has come.
		 * @return whether to call again
		 */
		boolean answered(Receipt receipt) {
			check(receipt);
			this.answered++;
			return this.calling;
		}

	}

}
