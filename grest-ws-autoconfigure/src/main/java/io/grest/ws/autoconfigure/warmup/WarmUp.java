package io.grest.ws.autoconfigure.warmup;

import java.time.Duration;

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

	private final PayloadCodec codec;

	private final ConnectionOptions options;

	private final Duration limit;

	private final ApplicationContext context;

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
		WarmUpLoad load = new WarmUpLoad();
		Exception failure;
		try (WarmUpServer server = new WarmUpServer(this.codec, this.options)) {
			load.run(new WarmUpClient(server.port()), this.limit);
			failure = load.failure();
		}
		catch (RuntimeException ex) {
			failure = ex;
		}
		if (failure != null) {
			logger.warn("The warm-up has failed after " + load + "; the first clients are served more slowly", failure);
		}
		else {
			logger
				.info("Warmed up by " + load + " in " + Duration.ofNanos(System.nanoTime() - begin).toMillis() + " ms");
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

	// What is compiled stays so.
	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
