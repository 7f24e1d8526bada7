package io.grest.ws.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.SocketHandler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.startsWith;

/**
 * What the clients of an application on a real port see when it stops.
 */
class GrestWsShutdownTests {

	// Less than the 30 s that Spring waits for what does not stop.
	private static final long TIMEOUT_SECONDS = 10;

	private final HttpClient http = HttpClient.newHttpClient();

	private ConfigurableApplicationContext application;

	@AfterEach
	void stop() {
		this.application.close();
	}

	@Test
	void idleConnectionsAreClosedAndTheApplicationStopsAtOnce() throws Exception {
		start();
		Frames frames = new Frames();
		open(frames);
		close().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
		assertThat(frames.next()).isEqualTo("closed 1001 Going away");
	}

	@Test
	void runningCallIsAnsweredBeforeItsConnectionIsClosed() throws Exception {
		start();
		Frames busy = new Frames();
		WebSocket socket = open(busy);
		Frames idle = new Frames();
		open(idle);
		socket.sendText("r:JobApi.work:1:", true);
		assertThat(busy.next()).isEqualTo("m:JobApi.working::");

		CompletableFuture<Void> closed = close();
		assertThat(idle.next()).isEqualTo("closed 1001 Going away");
		// The idle connection may close before the other is told.
		await().atMost(TIMEOUT_SECONDS, TimeUnit.SECONDS).until(() -> {
			socket.sendText("r:JobApi.rest:2:", true);
			return busy.next();
		}, startsWith("s:JobApi.rest:2:{\"success\":false,\"type\":\"TOO_MANY_REQUESTS\""));
		assertThatException().isThrownBy(() -> open(new Frames()))
			.havingCause()
			.isInstanceOfSatisfying(WebSocketHandshakeException.class,
					(ex) -> assertThat(ex.getResponse().statusCode()).isEqualTo(503));
		assertThat(closed).isNotDone();

		this.application.getBean(Application.class).result.tryEmitValue("done");
		assertThat(busy.next()).isEqualTo("s:JobApi.work:1:{\"success\":true,\"type\":\"OK\",\"data\":\"done\"}");
		assertThat(busy.next()).isEqualTo("closed 1001 Going away");
		closed.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
	}

	@Test
	void connectionInItsHandshakeIsClosed() throws Exception {
		start();
		Frames frames = new Frames();
		connect(frames);
		close().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
		assertThat(frames.next()).isEqualTo("closed 1001 Going away");
	}

	@Test
	void callThatDoesNotEndIsClosedWith1001AndCostsOnePhaseOnly() throws Exception {
		start("spring.lifecycle.timeout-per-shutdown-phase=2s");
		Frames frames = new Frames();
		WebSocket socket = open(frames);
		socket.sendText("r:JobApi.work:1:", true);
		assertThat(frames.next()).isEqualTo("m:JobApi.working::");
		assertThat(timeToClose()).isBetween(Duration.ofMillis(1500), Duration.ofMillis(3200));
		assertThat(frames.next()).isEqualTo("closed 1001 Going away");
	}

	@Test
	void webServerDoesNotWaitForAClientThatTakesNoClose() throws Exception {
		start("spring.lifecycle.timeout-per-shutdown-phase=2s", "grest.ws.server.outbound.max-size=100MB");
		CompletableFuture<CharSequence> first = new CompletableFuture<>();
		WebSocket socket = connect(new WebSocket.Listener() {

			@Override
			public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
				// Asks for no more, so nothing more is read.
				first.complete(data);
				return null;
			}

		});
		socket.sendText("h:::", true);
		assertThat(first.get(TIMEOUT_SECONDS, TimeUnit.SECONDS)).hasToString("k:::null");
		socket.sendText("m:JobApi.flood::", true);
		await().atMost(TIMEOUT_SECONDS, TimeUnit.SECONDS)
			.untilTrue(this.application.getBean(Application.class).flooded);
		assertThat(timeToClose()).isBetween(Duration.ofMillis(1500), Duration.ofMillis(3200));
	}

	private Duration timeToClose() throws Exception {
		long start = System.nanoTime();
		close().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
		assertThat(this.application.isActive()).isFalse();
		return Duration.ofNanos(System.nanoTime() - start);
	}

	private void start(String... properties) {
		this.application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.REACTIVE)
			.properties("server.port=0", "spring.reactor.netty.shutdown-quiet-period=0s")
			.properties(properties)
			.run();
	}

	// On a thread of its own: the common pool may have one only, which the JDK's client
	// needs.
	private CompletableFuture<Void> close() {
		return CompletableFuture.runAsync(this.application::close, (task) -> new Thread(task).start());
	}

	private WebSocket open(Frames frames) throws Exception {
		WebSocket socket = connect(frames);
		socket.sendText("h:::", true);
		assertThat(frames.next()).isEqualTo("k:::null");
		return socket;
	}

	private WebSocket connect(WebSocket.Listener frames) throws Exception {
		String port = this.application.getEnvironment().getRequiredProperty("local.server.port");
		return this.http.newWebSocketBuilder()
			.buildAsync(URI.create("ws://localhost:" + port + "/jobs"), frames)
			.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
	}

	interface JobServer {

		Mono<String> work();

		Mono<String> rest();

		void flood();

	}

	interface JobClient {

		void working();

		void take(String text);

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		private final Sinks.One<String> result = Sinks.one();

		private final AtomicBoolean flooded = new AtomicBoolean();

		@Bean
		SocketContract<JobServer, JobClient> jobApi() {
			return SocketContract.define("JobApi", JobServer.class, JobClient.class).path("/jobs").build();
		}

		@Bean
		SocketHandler<JobServer, JobClient> jobHandler() {
			return (connection) -> new JobServer() {

				@Override
				public Mono<String> work() {
					connection.remote().working();
					return Application.this.result.asMono();
				}

				@Override
				public Mono<String> rest() {
					return Mono.just("rested");
				}

				@Override
				public void flood() {
					String much = "x".repeat(60_000);
					for (int i = 0; i < 1_000; i++) {
						connection.remote().take(much);
					}
					Application.this.flooded.set(true);
				}

			};
		}

	}

}
