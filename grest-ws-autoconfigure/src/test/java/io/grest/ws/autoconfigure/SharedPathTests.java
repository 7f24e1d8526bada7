package io.grest.ws.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.server.ActiveConnections;
import io.grest.ws.server.SocketHandler;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two contracts at one path of a real port, on one connection.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.reactor.netty.shutdown-quiet-period=0s", "server.shutdown=immediate",
				"spring.lifecycle.timeout-per-shutdown-phase=2s", "management.endpoints.web.exposure.include=*" })
class SharedPathTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final Frames frames = new Frames();

	@LocalServerPort
	private int port;

	@Autowired
	private ActiveConnections connections;

	@Autowired
	private MeterRegistry meters;

	@Autowired
	private Everywhere everywhere;

	private WebSocket socket;

	@BeforeEach
	void connect() throws Exception {
		this.everywhere.seen.clear();
		this.socket = HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.buildAsync(URI.create("ws://localhost:" + this.port + "/ws/shared"), this.frames)
			.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
		this.socket.sendText("h:::", true);
		assertThat(this.frames.next()).isEqualTo("k:::null");
	}

	@AfterEach
	void close() {
		this.socket.abort();
		await().atMost(TIMEOUT).until(() -> this.connections.connections().isEmpty());
	}

	@Test
	void servesBothContracts() throws Exception {
		assertThat(this.frames.next()).isEqualTo("m:AlphaApi.said::\"connected\"");
		this.socket.sendText("m:AlphaApi.say::\"a\"", true);
		assertThat(this.frames.next()).isEqualTo("m:AlphaApi.said::\"a\"");
		this.socket.sendText("m:BetaApi.shout::\"b\"", true);
		assertThat(this.frames.next()).isEqualTo("m:BetaApi.heard::\"b\"");
	}

	@Test
	void runsCommonInterceptorOnce() {
		assertThat(this.everywhere.seen).containsExactly(List.of("AlphaApi", "BetaApi"));
	}

	@Test
	void countsConnectionOnce() {
		assertThat(this.connections.connections()).singleElement().satisfies((connection) -> {
			assertThat(connection.contracts()).extracting(SocketContract::name).containsExactly("AlphaApi", "BetaApi");
			assertThat(connection.as(Heard.class)).get()
				.satisfies((beta) -> assertThat(beta.id()).isEqualTo(connection.id()));
		});
	}

	@Test
	void countsConnectionInMetricsOfEachContract() {
		for (String contract : List.of("AlphaApi", "BetaApi")) {
			assertThat(this.meters.get("grest.ws.connections.active").tag("api", contract).gauge().value()).isOne();
		}
		assertThat(bytes("AlphaApi")).isPositive();
		assertThat(bytes("BetaApi")).isZero();
	}

	private double bytes(String contract) {
		return this.meters.get("grest.ws.bytes").tag("api", contract).tag("direction", "in").functionCounter().count();
	}

	@Test
	void showsConnectionOnceForEitherContract() {
		WebTestClient actuator = WebTestClient.bindToServer()
			.baseUrl("http://localhost:" + this.port + "/actuator")
			.build();
		for (String path : List.of("grestws", "grestws/AlphaApi", "grestws/BetaApi")) {
			actuator.get()
				.uri("/" + path)
				.exchange()
				.expectBody()
				.jsonPath("$.server.total")
				.isEqualTo(1)
				.jsonPath("$.server.connections[0].contracts")
				.value((contracts) -> assertThat(contracts).isEqualTo(List.of("AlphaApi", "BetaApi")));
		}
		actuator.get()
			.uri("/mappings")
			.exchange()
			.expectBody()
			.jsonPath("$.contexts..mappings.socketHandlers[*].path")
			.value((paths) -> assertThat(paths).isEqualTo(List.of("/ws/shared", "/ws/shared")));
	}

	interface Alpha {

		void say(String text);

	}

	interface Said {

		void said(String text);

	}

	interface Beta {

		void shout(String text);

	}

	interface Heard {

		void heard(String text);

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		MeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

		@Bean
		SocketContract<Beta, Heard> beta() {
			return SocketContract.define("BetaApi", Beta.class, Heard.class).path("/ws/shared").build();
		}

		@Bean
		SocketContract<Alpha, Said> alpha() {
			return SocketContract.define("AlphaApi", Alpha.class, Said.class).path("/ws/shared").build();
		}

		@Bean
		SocketHandler<Alpha, Said> alphaHandler() {
			return (connection) -> {
				connection.remote().said("connected");
				return connection.remote()::said;
			};
		}

		@Bean
		SocketHandler<Beta, Heard> betaHandler() {
			return (connection) -> connection.remote()::heard;
		}

		@Bean
		Everywhere everywhere() {
			return new Everywhere();
		}

	}

	/**
	 * An interceptor of all contracts.
	 */
	static class Everywhere implements HandshakeInterceptor {

		private final List<List<String>> seen = new CopyOnWriteArrayList<>();

		@Override
		public void parseHandshake(ServerHandshake handshake) {
			this.seen.add(handshake.contractNames());
		}

	}

}
