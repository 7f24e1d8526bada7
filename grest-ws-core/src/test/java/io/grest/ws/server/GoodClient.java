package io.grest.ws.server;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A client that calls all the time while others attack. Each of its answers comes within
 * two seconds.
 */
final class GoodClient implements AutoCloseable {

	static final Duration PATIENCE = Duration.ofSeconds(2);

	private static final long PAUSE_MILLIS = 20;

	private final RawSocket socket;

	private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

	private final CompletableFuture<Void> failure = new CompletableFuture<>();

	// The timer's.
	private int answers;

	private long longest;

	GoodClient(RawSocket socket) throws IOException {
		this.socket = socket.patience(PATIENCE);
		this.timer.scheduleWithFixedDelay(this::call, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
	}

	private void call() {
		try {
			long start = System.nanoTime();
			AttackedServer.serves(this.socket);
			this.longest = Math.max(this.longest, System.nanoTime() - start);
			this.answers++;
		}
		catch (IOException | AssertionError ex) {
			this.failure.completeExceptionally(ex);
			this.timer.shutdown();
		}
	}

	@Override
	public void close() throws IOException {
		this.timer.shutdown();
		await().atMost(PATIENCE.multipliedBy(2)).until(this.timer::isTerminated);
		this.socket.close();
		assertThat(this.failure).isNotDone();
		assertThat(this.answers).isPositive();
	}

	@Override
	public String toString() {
		return this.answers + " answers of a good client, the slowest after " + this.longest / 1_000_000 + " ms";
	}

}
