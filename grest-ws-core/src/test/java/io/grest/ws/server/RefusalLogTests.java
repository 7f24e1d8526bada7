package io.grest.ws.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import ch.qos.logback.classic.Level;
import io.grest.ws.conformance.TestServer;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.contract.Dialect;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.server.ActiveConnections.Limits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a server refuses is in its log at the default level, once for a cause, with what
 * to do about it.
 */
class RefusalLogTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
		.path("/api/{room}")
		.queryOnConnect(Query.class)
		.build();

	private final CapturedLog log = new CapturedLog(Level.INFO);

	private ConnectionOptions options = ConnectionOptions.builder().maxFrameSize(DataSize.ofKilobytes(1)).build();

	private ActiveConnections connections = new ActiveConnections(Limits.NONE);

	private TestServer server;

	@BeforeEach
	void isEmpty() {
		assertThat(this.log.lines()).isEmpty();
	}

	@AfterEach
	void stop() {
		this.log.close();
		this.server.close();
	}

	private void start(WebServers kind, HandshakeInterceptor... interceptors) {
		start(kind, this.contract, (connection) -> (text) -> Mono.just(text), interceptors);
	}

	private <S> void start(WebServers kind, SocketContract<S, Client> contract, SocketHandler<S, Client> handler,
			HandshakeInterceptor... interceptors) {
		this.server = kind.start(
				new SocketHandlerAdapter(this.options.maxFrameSize(), false, this.connections,
						AllowedOrigins.SAME_ORIGIN),
				SocketServer.of(contract, handler)
					.interceptors(List.of(interceptors))
					.options(this.options)
					.connections(this.connections)
					.build());
	}

	private void request(String path, String headers, int status) throws IOException {
		try (RawSocket peer = new RawSocket(this.server.uri().getPort())) {
			peer.write(RawSocket.upgrade(path, headers));
			assertThat(peer.readHead()).startsWith("HTTP/1.1 " + status);
		}
	}

	private RawSocket open(String path) throws IOException {
		return new RawSocket(this.server.uri().getPort(), path);
	}

	private List<String> lines(String text) {
		return this.log.lines().stream().filter((line) -> line.contains(text)).toList();
	}

	private void awaitOneLine(String... texts) {
		await().atMost(TIMEOUT).untilAsserted(() -> assertThat(lines(texts[0])).hasSize(1));
		assertThat(lines(texts[0]).get(0)).contains(texts);
	}

	@ParameterizedTest
	@EnumSource
	void logsForeignOriginOnce(WebServers kind) throws IOException {
		start(kind);
		for (int i = 0; i < 5; i++) {
			request("/api/" + i, "Origin: https://a.example\r\n", 403);
		}
		assertThat(this.log.lines()).containsExactly("Refused the upgrade of /api/0 to Api: origin https://a.example"
				+ " is not http://localhost; set grest.ws.server.allowed-origins or server.forward-headers-strategy;"
				+ " logged once an hour");
		request("/api/1", "Origin: https://b.example\r\n", 403);
		assertThat(lines("origin https://b.example is not http://localhost")).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource(names = { "NETTY", "TOMCAT" })
	void strangersDoNotFloodTheLogNorHideAnotherCause(WebServers kind) throws IOException {
		this.connections = new ActiveConnections(new Limits(1, 0, 0));
		start(kind);
		for (int i = 0; i < 60; i++) {
			request("/api/1", "Origin: https://a" + i + ".example\r\n", 403);
		}
		assertThat(this.log.lines()).hasSize(20);
		try (RawSocket open = open("/api/1?age=1")) {
			open.shakeHands();
			request("/api/1?age=1", "", 503);
			request("/api/1?age=1", "", 503);
		}
		awaitOneLine("grest.ws.server.max-connections (1) is reached");
	}

	@ParameterizedTest
	@EnumSource(names = { "NETTY", "TOMCAT" })
	void logsTheLimitOfAnAddress(WebServers kind) throws IOException {
		this.connections = new ActiveConnections(new Limits(0, 1, 0));
		start(kind);
		try (RawSocket open = open("/api/1?age=1")) {
			open.shakeHands();
			request("/api/1?age=1", "", 503);
		}
		awaitOneLine("grest.ws.server.max-connections-per-address (1) is reached");
	}

	@ParameterizedTest
	@EnumSource
	void logsRefusedQueryOnce(WebServers kind) throws IOException {
		start(kind);
		for (int i = 0; i < 3; i++) {
			try (RawSocket peer = open("/api/1?age=secret")) {
				assertThat(peer.awaitClose()).isEqualTo(4000);
			}
		}
		awaitOneLine("Refused the query of Api connection", "'age' has the wrong form (invalid.type)");
		assertThat(this.log.lines()).noneMatch((line) -> line.contains("secret"));
		try (RawSocket peer = open("/api/1")) {
			assertThat(peer.awaitClose()).isEqualTo(4000);
		}
		awaitOneLine("'age' is required (invalid.required)");
	}

	@ParameterizedTest
	@EnumSource(names = { "NETTY", "TOMCAT" })
	void logsLateHandshakesOnce(WebServers kind) throws IOException {
		this.options = this.options.mutate().handshakeTimeout(Duration.ofMillis(50)).build();
		start(kind, new Endless());
		for (int i = 0; i < 2; i++) {
			try (RawSocket silent = open("/api/1?age=1")) {
				assertThat(silent.awaitClose()).isEqualTo(4001);
			}
		}
		awaitOneLine("the client has not sent its handshake", "grest.ws.server.handshake-timeout");
		// One whose handshake comes too late itself is like a silent one.
		await().atMost(TIMEOUT).until(() -> isRejected("h:::{}", "an interceptor or the handler has not completed"));
		isRejected("h:::{}", "an interceptor or the handler has not completed");
		awaitOneLine("an interceptor or the handler has not completed", "grest.ws.server.handshake-timeout");
		assertThat(lines("the client has not sent its handshake")).hasSize(1);
	}

	private boolean isRejected(String handshake, String line) throws IOException {
		try (RawSocket slow = open("/api/1?age=1")) {
			slow.send(handshake);
			assertThat(slow.awaitClose()).isEqualTo(4001);
		}
		return !lines(line).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(names = { "NETTY", "TOMCAT" })
	void logsLateInterceptorsOfTheOtherDialectOnce(WebServers kind) throws IOException {
		this.options = this.options.mutate().handshakeTimeout(Duration.ofMillis(50)).build();
		start(kind,
				SocketContract.define("Feed", Feed.class, Client.class).path("/feed").dialect(Dialect.ENVELOPE).build(),
				(connection) -> (text) -> {
				}, new Endless());
		for (int i = 0; i < 2; i++) {
			try (RawSocket slow = open("/feed")) {
				assertThat(slow.awaitClose()).isEqualTo(1011);
			}
		}
		awaitOneLine("an interceptor or the handler has not completed", "grest.ws.server.handshake-timeout");
	}

	@ParameterizedTest
	@EnumSource
	void logsMessageOverTheLimitOnce(WebServers kind) throws IOException {
		start(kind);
		for (int i = 0; i < 2; i++) {
			try (RawSocket peer = open("/api/1?age=1")) {
				peer.shakeHands();
				peer.write(ClientFrames.frame(0x01, new byte[700]));
				peer.write(ClientFrames.frame(0x80, new byte[700]));
				peer.awaitEnd();
			}
		}
		awaitOneLine("grest.ws.server.max-frame-size", "Api connection", "closed: ");
	}

	@ParameterizedTest
	@EnumSource(names = { "NETTY", "TOMCAT" })
	void logsUpgradeThatProxyHasTakenAway(WebServers kind) throws IOException {
		start(kind);
		for (int i = 0; i < 2; i++) {
			try (RawSocket peer = new RawSocket(this.server.uri().getPort())) {
				peer.write(new String(RawSocket.upgrade("/api/1", ""), StandardCharsets.US_ASCII)
					.replace("Connection: Upgrade\r\nUpgrade: websocket\r\n", "Connection: close\r\n")
					.getBytes(StandardCharsets.US_ASCII));
				assertThat(peer.readHead()).startsWith("HTTP/1.1 400");
			}
		}
		awaitOneLine("but no Upgrade;", "configure the proxy in front to pass on Upgrade and Connection");
	}

	interface Server {

		Mono<String> echo(String text);

	}

	interface Feed {

		void watch(String text);

	}

	interface Client {

	}

	record Query(String room, int age) {

	}

	private static final class Endless implements HandshakeInterceptor {

		@Override
		public Mono<Void> process(ServerHandshake handshake) {
			return Mono.never();
		}

	}

}
