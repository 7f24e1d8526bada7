package io.grest.ws.autoconfigure.warmup;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Connections to a {@link WarmUpServer}, a few at a time, until there were enough of
 * them, the time is over, or one fails.
 */
final class WarmUpLoad {

	// From there on a server gains less than the start loses.
	private static final int CONNECTIONS = 3_000;

	private static final int CLIENTS = 4;

	// For those under way when the time is over.
	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final AtomicInteger begun = new AtomicInteger();

	private final AtomicInteger connections = new AtomicInteger();

	private final AtomicInteger calls = new AtomicInteger();

	private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();

	/**
	 * Run, and wait for the end. A thread that still waits then ends with the server.
	 * @param client connects to the server
	 * @param limit the maximum time
	 */
	void run(WarmUpClient client, Duration limit) {
		long end = System.nanoTime() + limit.toNanos();
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			Thread thread = new Thread(() -> connect(client, end), "grest-ws-warm-up-" + i);
			thread.setDaemon(true);
			thread.start();
			threads.add(thread);
		}
		try {
			for (Thread thread : threads) {
				long left = end + PATIENCE.toNanos() - System.nanoTime();
				thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
			}
		}
		catch (InterruptedException ex) {
			// The start is given up.
			Thread.currentThread().interrupt();
		}
	}

	private void connect(WarmUpClient client, long end) {
		try {
			while (this.failure.get() == null && System.nanoTime() - end < 0
					&& this.begun.getAndIncrement() < CONNECTIONS) {
				this.calls.addAndGet(client.run());
				this.connections.incrementAndGet();
			}
		}
		catch (IOException ex) {
			this.failure.compareAndSet(null, ex);
		}
	}

	/**
	 * Return the first failure.
	 * @return the failure, or {@code null} if there is none
	 */
	@Nullable IOException failure() {
		return this.failure.get();
	}

	/**
	 * Return the number of connections and calls, for the log.
	 */
	@Override
	public String toString() {
		return this.connections + " connections and " + this.calls + " calls";
	}

}
