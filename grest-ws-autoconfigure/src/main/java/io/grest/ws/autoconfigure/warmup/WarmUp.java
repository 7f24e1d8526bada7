package io.grest.ws.autoconfigure.warmup;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.internal.Loggers;
import io.grest.ws.protocol.PayloadCodec;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NativeDetector;

/**
 * Life cycle that sets up connections and makes calls of its own before the web server
 * starts, so that the first clients do not meet code that is not compiled yet. Ends after
 * a number of connections, or after a time.
 */
final class WarmUp implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(Loggers.SERVER);

	// Before the web server starts.
	private static final int PHASE = WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1;

	// From there on a server gains less than the start loses.
	private static final int CONNECTIONS = 3_000;

	private static final int CLIENTS = 4;

	private final PayloadCodec codec;

	private final ConnectionOptions options;

	private final Duration limit;

	private final ApplicationContext context;

	private final AtomicInteger begun = new AtomicInteger();

	private final AtomicInteger connections = new AtomicInteger();

	private final AtomicInteger calls = new AtomicInteger();

	private volatile boolean running;

	/**
	 * Create a warm-up.
	 * @param codec the codec of the application
	 * @param options the limits of its servers
	 * @param limit the maximum time that the start waits for it, zero for no warm-up
	 * @param context the context, in which nothing happens without a web server
	 */
	WarmUp(PayloadCodec codec, ConnectionOptions options, Duration limit, ApplicationContext context) {
		this.codec = codec;
		this.options = options;
		this.limit = limit;
		this.context = context;
	}

	@Override
	public void start() {
		this.running = true;
		if (this.limit.isZero() || !(this.context instanceof ReactiveWebServerApplicationContext)) {
			return;
		}
		if (NativeDetector.inNativeImage()) {
			logger.info("No warm-up: the code of a native image is compiled");
			return;
		}
		warmUp();
	}

	private void warmUp() {
		long begin = System.nanoTime();
		try (WarmUpServer server = new WarmUpServer(this.codec, this.options)) {
			run(new WarmUpClient(server.port()), System.nanoTime() + this.limit.toNanos());
		}
		catch (RuntimeException ex) {
			logger.warn("The warm-up has failed, and is skipped; the first clients are served more slowly", ex);
			return;
		}
		logger.info("Warmed up by %d connections and %d calls in %d ms".formatted(this.connections.get(),
				this.calls.get(), Duration.ofNanos(System.nanoTime() - begin).toMillis()));
	}

	private void run(WarmUpClient client, long end) {
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			Thread thread = new Thread(() -> connect(client, end), "grest-ws-warm-up-" + i);
			thread.setDaemon(true);
			thread.start();
			threads.add(thread);
		}
		try {
			for (Thread thread : threads) {
				thread.join();
			}
		}
		catch (InterruptedException ex) {
			threads.forEach(Thread::interrupt);
			Thread.currentThread().interrupt();
		}
	}

	private void connect(WarmUpClient client, long end) {
		try {
			while (System.nanoTime() - end < 0 && this.begun.getAndIncrement() < CONNECTIONS) {
				this.calls.addAndGet(client.run());
				this.connections.incrementAndGet();
			}
		}
		catch (IOException ex) {
			logger.warn("A client of the warm-up has failed; the first clients are served more slowly", ex);
		}
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
