package io.grest.ws.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.contract.Acknowledged;
import io.grest.ws.contract.Blocking;
import io.grest.ws.contract.SocketContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Handlers that block harm their own connections only: a server with one event loop.
 */
@Timeout(60)
class BlockingServerTests {

	private static final int CLIENTS = 50;

	private static final int CALLS = 50;

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	// What calls that block may well take.
	private static final Duration LONG = Duration.ofSeconds(3);

	private final CountDownLatch gate = new CountDownLatch(1);

	private final AtomicInteger held = new AtomicInteger();

	private final List<Runnable> stops = new ArrayList<>();

	@AfterEach
	void stop() {
		this.gate.countDown();
		this.stops.forEach(Runnable::run);
	}

	@Test
	void clientsWhoseCallsBlockDoNotHoldUpOthersOnAPool() throws Exception {
		ExecutorService pool = Executors.newFixedThreadPool(CLIENTS + 1);
		this.stops.add(pool::shutdownNow);
		othersAreAnsweredMeanwhile(pool);
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "Virtual threads need Java 21")
	void clientsWhoseCallsBlockDoNotHoldUpOthersOnVirtualThreads() throws Exception {
		ExecutorService threads = (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor")
			.invoke(null);
		this.stops.add(threads::shutdownNow);
		othersAreAnsweredMeanwhile(threads);
	}

	private void othersAreAnsweredMeanwhile(Executor executor) throws Exception {
		int port = start(executor);
		List<RawSocket> blocked = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			RawSocket client = new RawSocket(port, "/api").shakeHands();
			blocked.add(client);
			for (int call = 0; call < CALLS; call++) {
				client.send("r:Api.hold:" + call + ":");
			}
		}
		await().atMost(TIMEOUT).until(() -> this.held.get() == CLIENTS);
		try (RawSocket other = new RawSocket(port, "/api").shakeHands()) {
			long longest = 0;
			for (int i = 0; i < 100; i++) {
				longest = Math.max(longest, ask(other, "echo", i, "a"));
				longest = Math.max(longest, ask(other, "mono", i, "b"));
			}
			System.out.printf("%d clients with %d calls each that block: others waited %.1f ms at most%n", CLIENTS,
					CALLS, longest / 1e6);
			assertThat(longest).isLessThan(LONG.toNanos());
		}
		assertThat(this.held).hasValue(CLIENTS);
		this.gate.countDown();
		for (RawSocket client : blocked) {
			for (int call = 0; call < CALLS; call++) {
				assertThat(next(client)).isEqualTo("s:Api.hold:" + call + ":{\"success\":true,\"type\":\"OK\"}");
			}
			client.close();
		}
		assertThat(this.held).hasValue(CLIENTS * CALLS);
	}

	/** Return how many nanoseconds the answer took. */
	private static long ask(RawSocket client, String method, int id, String text) throws IOException {
		long start = System.nanoTime();
		client.send("r:Api." + method + ":" + id + ":\"" + text + "\"");
		assertThat(next(client))
			.isEqualTo("s:Api." + method + ":" + id + ":{\"success\":true,\"type\":\"OK\",\"data\":\"" + text + "\"}");
		return System.nanoTime() - start;
	}

	private static String next(RawSocket client) throws IOException {
		return new String(client.read().payload(), StandardCharsets.UTF_8);
	}

	private int start(Executor executor) {
		SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
			.path("/api")
			.build();
		SocketServer<Server, Client> endpoint = SocketServer.of(contract, (connection) -> new Handler())
			.options(ConnectionOptions.builder().requestTimeout(Duration.ofMinutes(1)).build())
			.blockingExecutor(executor)
			.build();
		GenericApplicationContext context = new GenericApplicationContext();
		context.registerBean(SocketHandlerMapping.class, () -> new SocketHandlerMapping(List.of(endpoint)));
		context.registerBean(SocketHandlerAdapter.class,
				() -> new SocketHandlerAdapter(ConnectionOptions.DEFAULTS.maxFrameSize(), false,
						new ActiveConnections(ActiveConnections.Limits.NONE), AllowedOrigins.SAME_ORIGIN));
		context.refresh();
		LoopResources loops = LoopResources.create("blocked", 1, true);
		DisposableServer server = HttpServer.create()
			.port(0)
			.runOn(loops)
			.handle(new ReactorHttpHandlerAdapter(
					WebHttpHandlerBuilder.webHandler(new DispatcherHandler(context)).build()))
			.bindNow();
		this.stops.add(server::disposeNow);
		this.stops.add(() -> loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block(Duration.ofSeconds(10)));
		return server.port();
	}

	private final class Handler implements Server {

		@Override
		@Blocking
		public void hold() {
			BlockingServerTests.this.held.incrementAndGet();
			try {
				BlockingServerTests.this.gate.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		@Override
		public String echo(String text) {
			return text;
		}

		@Override
		public Mono<String> mono(String text) {
			return Mono.just(text);
		}

	}

	interface Server {

		@Acknowledged
		void hold();

		String echo(String text);

		Mono<String> mono(String text);

	}

	interface Client {

	}

}
