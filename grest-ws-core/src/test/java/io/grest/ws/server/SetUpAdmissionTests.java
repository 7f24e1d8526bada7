package io.grest.ws.server;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

import ch.qos.logback.classic.Level;
import io.grest.ws.conformance.TestServer;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.observation.MicrometerSocketMetrics;
import io.grest.ws.server.ActiveConnections.Limits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Requests beyond the limits of set-ups wait for their turn, or are asked to come back
 * later.
 */
class SetUpAdmissionTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final CapturedLog log = new CapturedLog(Level.WARN);

	private ActiveConnections connections = new ActiveConnections(Limits.NONE);

	private TestServer server;

	@AfterEach
	void stop() {
		this.log.close();
		this.server.close();
	}

	private void start(WebServers kind, int waiting, Duration waitTimeout) {
		this.connections = new ActiveConnections(new Limits(2, 0, 0), new SetUpLimits(0, 1, waiting, waitTimeout),
				Duration.ZERO);
		this.server = kind.start(
				new SocketHandlerAdapter(DataSize.ofKilobytes(64), false, this.connections, AllowedOrigins.SAME_ORIGIN),
				SocketServer.of(this.contract, (connection) -> (text) -> Mono.just(text))
					.connections(this.connections)
					.metrics(new MicrometerSocketMetrics(this.registry))
					.build());
	}

	private RawSocket request() throws IOException {
		RawSocket peer = new RawSocket(this.server.uri().getPort());
		peer.write(RawSocket.upgrade("/api", ""));
		return peer;
	}

	private void awaitWaiting(int count) {
		await().atMost(TIMEOUT).until(() -> this.connections.waitingSetUps() == count);
	}

	private RawSocket open() throws IOException {
		RawSocket peer = request();
		assertThat(peer.readHead()).startsWith("HTTP/1.1 101");
		return peer;
	}

	// A client is accepted just before its set-up has ended.
	private RawSocket openAtLast() {
		return await().atMost(TIMEOUT).until(() -> {
			RawSocket peer = request();
			if (peer.readHead().startsWith("HTTP/1.1 101")) {
				return peer;
			}
			peer.close();
			return null;
		}, Objects::nonNull);
	}

	private static String body(RawSocket peer, String head) throws IOException {
		return head.toLowerCase(Locale.ROOT).contains("chunked") ? peer.readChunk() : peer.readBody(head);
	}

	private double refused() {
		return this.registry.get("grest.ws.upgrades.refused").tag("reason", "TOO_MANY_SET_UPS").counter().count();
	}

	@ParameterizedTest
	@EnumSource(names = { "NETTY", "TOMCAT" })
	void waitsForEndOfHandshakeBefore(WebServers kind) throws IOException {
		start(kind, 1, TIMEOUT);
		try (RawSocket first = open(); RawSocket second = request()) {
			awaitWaiting(1);
			first.shakeHands();
			assertThat(second.readHead()).startsWith("HTTP/1.1 101");
			second.shakeHands();
			second.send("r:Api.echo:1:\"a\"");
			assertThat(second.read().text())
				.isEqualTo("s:Api.echo:1:{\"success\":true,\"type\":\"OK\",\"data\":\"a\"}");
			assertThat(this.connections.waitingSetUps()).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "NETTY", "TOMCAT" })
	void beginsWhenClientBeforeLeavesInItsHandshake(WebServers kind) throws IOException {
		start(kind, 1, TIMEOUT);
		try (RawSocket first = open(); RawSocket second = request()) {
			awaitWaiting(1);
			first.reset();
			assertThat(second.readHead()).startsWith("HTTP/1.1 101");
			second.shakeHands();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "NETTY", "TOMCAT" })
	void asksOneThatCannotWaitToComeBack(WebServers kind) throws IOException {
		start(kind, 0, TIMEOUT);
		try (RawSocket first = open()) {
			for (int i = 0; i < 3; i++) {
				try (RawSocket second = request()) {
					String head = second.readHead();
					assertThat(head).startsWith("HTTP/1.1 503").containsPattern("(?i)retry-after: ([12]?[0-9]|30)\r\n");
					assertThat(body(second, head)).isEqualTo("{\"status\":503,\"title\":\"Service Unavailable\","
							+ "\"detail\":\"Too many connections are being set up\"}");
				}
			}
			assertThat(refused()).isEqualTo(3);
			assertThat(this.log.lines()).containsExactly("Refused the upgrade of /api to Api:"
					+ " grest.ws.server.set-ups.max-waiting (0) is reached; the client is to come back later."
					+ " Raise per-second or max-concurrent, or add a node; logged once an hour");
			first.shakeHands();
			openAtLast().shakeHands().close();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "NETTY", "TOMCAT" })
	void asksOneThatHasWaitedForTooLongToComeBack(WebServers kind) throws IOException {
		start(kind, 1, Duration.ofMillis(50));
		try (RawSocket first = open(); RawSocket second = request()) {
			assertThat(second.readHead()).startsWith("HTTP/1.1 503").containsIgnoringCase("retry-after: ");
			assertThat(this.log.lines()).singleElement()
				.asString()
				.contains("grest.ws.server.set-ups.wait-timeout (50 ms) is over");
			// Counts no longer among the connections, of which there may be two.
			first.shakeHands();
			openAtLast().shakeHands().close();
		}
	}

	@ParameterizedTest
	@EnumSource(names = "NETTY")
	void forgetsClientThatLeavesWhileItWaits(WebServers kind) throws IOException {
		start(kind, 1, TIMEOUT);
		try (RawSocket first = open()) {
			RawSocket second = request();
			awaitWaiting(1);
			second.reset();
			awaitWaiting(0);
			first.shakeHands();
			open().shakeHands().close();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "NETTY", "TOMCAT" })
	void refusesThoseWhoWaitWhenDraining(WebServers kind) throws IOException {
		start(kind, 1, TIMEOUT);
		try (RawSocket first = open(); RawSocket second = request()) {
			awaitWaiting(1);
			this.connections.drain(Duration.ZERO, TIMEOUT).subscribe();
			String head = second.readHead();
			assertThat(head).startsWith("HTTP/1.1 503").doesNotContainIgnoringCase("retry-after");
			assertThat(body(second, head)).contains("The server is going away");
			assertThat(first.awaitClose()).isEqualTo(1001);
			assertThat(this.log.lines()).isEmpty();
		}
	}

	interface Server {

		Mono<String> echo(String text);

	}

	interface Client {

	}

}
