package io.grest.ws.client;

import java.time.Duration;

import io.grest.ws.client.Fixture.Client;
import io.grest.ws.client.Fixture.Server;
import io.grest.ws.observation.MicrometerSocketMetrics;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.test.InMemoryWebSocketClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.web.reactive.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the attempts and the connections of a client are counted as, in virtual time.
 */
class ClientMetricsTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final ReconnectOptions STEADY = ReconnectOptions.builder()
		.baseDelay(Duration.ofSeconds(1))
		.maxDelay(Duration.ofSeconds(30))
		.maxRetries(-1)
		.jitter(0)
		.resetAfter(Duration.ofSeconds(10))
		.build();

	private final Fixture fixture = new Fixture();

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final SocketMetrics metrics = new MicrometerSocketMetrics(this.registry);

	private VirtualTimeScheduler time;

	private SocketClient<Server, Client> client;

	@BeforeEach
	void setUp() {
		this.time = VirtualTimeScheduler.getOrSet();
		SocketPool pool = this.fixture.pool().metrics(this.metrics).build();
		this.client = new SocketClients(pool, (contract) -> "ws://host:1", STEADY).builder(this.fixture.contract)
			.request((request) -> request.pathVariable("room", "r").query(new Fixture.Query("r", "en")))
			.handler(new Fixture.Quiet())
			.build();
	}

	@AfterEach
	void tearDown() {
		VirtualTimeScheduler.reset();
	}

	private double count(String name, String... tags) {
		return this.registry.get("grest.ws." + name).tags(tags).counter().count();
	}

	private double connections(String result) {
		return count("connections", "side", "client", "result", result);
	}

	private double active() {
		return this.registry.get("grest.ws.connections.active").tag("side", "client").gauge().value();
	}

	@Test
	void aConnectionIsCountedUntilItsClose() {
		this.client.connect().block(TIMEOUT);
		assertThat(connections("OK")).isOne();
		assertThat(active()).isOne();
		this.client.close().block(TIMEOUT);
		assertThat(active()).isZero();
		assertThat(count("closes", "code", "1000")).isOne();
		assertThat(count("reconnects")).isZero();
	}

	@Test
	void theTagPathIsThePattern() {
		this.client.connect().block(TIMEOUT);
		assertThat(count("connections", "api", "Api", "path", "/api/{room}", "result", "OK")).isOne();
	}

	@Test
	void callsOfBothDirectionsAreCountedByTheirMethod() {
		this.client.connect().block(TIMEOUT);
		this.client.remote().echo("hi").block(TIMEOUT);
		this.fixture.connection(0).remote().areYouThere().block(TIMEOUT);
		assertThat(count("out.requests", "method", "echo", "result", "OK")).isOne();
		assertThat(count("requests", "method", "areYouThere", "result", "OK")).isOne();
	}

	@Test
	void aServerThatCannotBeReachedIsAnErrorAndEveryFurtherAttemptAReconnect() {
		this.fixture.down.set(true);
		StepVerifier.create(this.client.connect()).expectError().verify(TIMEOUT);
		assertThat(connections("ERROR")).isOne();
		assertThat(count("reconnects")).isZero();
		this.time.advanceTimeBy(Duration.ofSeconds(1));
		this.time.advanceTimeBy(Duration.ofSeconds(2));
		assertThat(connections("ERROR")).isEqualTo(3);
		assertThat(count("reconnects")).isEqualTo(2);
		this.fixture.down.set(false);
		this.time.advanceTimeBy(Duration.ofSeconds(4));
		assertThat(connections("OK")).isOne();
		assertThat(count("reconnects")).isEqualTo(3);
		assertThat(active()).isOne();
	}

	@Test
	void aConnectionThatIsLostIsReconnected() {
		this.client.connect().block(TIMEOUT);
		this.fixture.connection(0).close();
		assertThat(active()).isZero();
		this.time.advanceTimeBy(Duration.ofSeconds(1));
		assertThat(active()).isOne();
		assertThat(count("reconnects")).isOne();
		this.client.forceReconnect();
		assertThat(count("reconnects")).isEqualTo(2);
	}

	@Test
	void aRejectionCountsAsTheTypeOfItsError() {
		this.fixture.token.set("wrong");
		StepVerifier.create(this.client.connect()).expectError().verify(TIMEOUT);
		assertThat(connections("NOT_AUTHORIZED")).isOne();
		assertThat(active()).isZero();
	}

	@Test
	void aServerThatClosesInsteadOfAnAnswerCountsByItsCode() {
		closedInTheHandshake(4000);
		assertThat(connections("QUERY_INVALID")).isOne();
		closedInTheHandshake(1011);
		assertThat(connections("HANDSHAKE_FAILED")).isOne();
		assertThat(active()).isZero();
	}

	private void closedInTheHandshake(int code) {
		SocketPool pool = SocketPool.builder()
			.webSocketClient(new InMemoryWebSocketClient((session) -> session.close(new CloseStatus(code, ""))))
			.metrics(this.metrics)
			.build();
		pool.getOrConnect(this.fixture.request()).onErrorComplete().block(TIMEOUT);
	}

}
