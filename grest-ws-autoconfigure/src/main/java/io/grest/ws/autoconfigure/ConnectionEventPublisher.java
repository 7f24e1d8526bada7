package io.grest.ws.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.grest.ws.internal.Loggers;
import io.grest.ws.internal.call.FailureLog;
import io.grest.ws.server.SocketConnectionEvent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Publishes the events of connections to the application, on threads of its own: a
 * listener that blocks or throws harms neither a connection nor a handler. Those of one
 * connection are published in order, by one thread. When the application stops, the
 * events of all connections that were drained are published before its beans are
 * destroyed.
 */
final class ConnectionEventPublisher extends ClosingLifecycle
		implements Consumer<SocketConnectionEvent>, DisposableBean {

	/**
	 * The most events that wait for a thread.
	 */
	static final int MAX_WAITING = 16_384;

	private static final Log logger = LogFactory.getLog(Loggers.CONNECTION);

	// After the connections are drained, which is one phase higher.
	private static final int PHASE = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;

	private static final int THREADS = 4;

	private static final Duration IDLE = Duration.ofSeconds(60);

	private final ApplicationEventPublisher publisher;

	private final List<ThreadPoolExecutor> threads = IntStream.range(0, THREADS)
		.mapToObj((i) -> thread("grest-ws-events-" + i + "-"))
		.toList();

	private final FailureLog failures = new FailureLog();

	private volatile boolean dropping;

	ConnectionEventPublisher(ApplicationEventPublisher publisher) {
		super(PHASE);
		this.publisher = publisher;
	}

	// Started with the first event, and ended when there were none for a while.
	private static ThreadPoolExecutor thread(String name) {
		CustomizableThreadFactory factory = new CustomizableThreadFactory(name);
		factory.setDaemon(true);
		ThreadPoolExecutor thread = new ThreadPoolExecutor(1, 1, IDLE.toSeconds(), TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(MAX_WAITING), factory);
		thread.allowCoreThreadTimeOut(true);
		return thread;
	}

	private ThreadPoolExecutor threadOf(SocketConnectionEvent event) {
		return this.threads.get(Math.floorMod(event.connection().hashCode(), THREADS));
	}

	@Override
	public void accept(SocketConnectionEvent event) {
		ThreadPoolExecutor thread = threadOf(event);
		try {
			thread.execute(() -> publish(event));
			if (this.dropping && thread.getQueue().size() < MAX_WAITING / 2) {
				this.dropping = false;
			}
		}
		catch (RejectedExecutionException ex) {
			dropped(event, thread);
		}
	}

	private void dropped(SocketConnectionEvent event, ThreadPoolExecutor thread) {
		if (!thread.isShutdown() && !this.dropping) {
			this.dropping = true;
			logger.warn("Events of connections are dropped, beginning with " + event.getClass().getSimpleName() + " of "
					+ event.connection() + ": " + MAX_WAITING + " wait for a thread already. Let listeners of"
					+ " SocketConnectionEvent that block do so on threads of their own, such as by @Async");
		}
	}

	private void publish(SocketConnectionEvent event) {
		try {
			this.publisher.publishEvent(event);
		}
		catch (Throwable ex) {
			String line = "A listener of " + event.getClass().getSimpleName() + " failed";
			this.failures.error(logger, line, line + " for connection " + event.connection(), ex);
		}
	}

	@Override
	Mono<Void> close() {
		return Flux.fromIterable(this.threads).flatMap(ConnectionEventPublisher::published).then();
	}

	private static Mono<Void> published(ThreadPoolExecutor thread) {
		boolean isUnused = thread.getLargestPoolSize() == 0;
		return isUnused ? Mono.empty() : Mono.create((sink) -> thread.execute(sink::success));
	}

	// None is interrupted, as that would close what a listener shares with others.
	@Override
	public void destroy() {
		this.threads.forEach(ThreadPoolExecutor::shutdown);
	}

}
