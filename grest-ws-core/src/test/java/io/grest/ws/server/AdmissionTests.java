package io.grest.ws.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.server.ActiveConnections.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Who may upgrade, and how a server says no.
 */
class AdmissionTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private final SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	private final AtomicReference<Sinks.One<String>> slow = new AtomicReference<>();

	private ActiveConnections connections = new ActiveConnections(Limits.NONE);

	private NettyServer server(String... origins) {
		SocketServer<Server, Client> server = SocketServer.of(this.contract, (connection) -> () -> {
			this.slow.set(Sinks.one());
			return this.slow.get().asMono();
		}).connections(this.connections).build();
		return new NettyServer(new SocketHandlerAdapter(DataSize.ofKilobytes(64), false, this.connections,
				new AllowedOrigins(List.of(origins))), server);
	}

	private static String answer(NettyServer server, byte[] request) throws IOException {
		try (RawSocket peer = new RawSocket(server.port())) {
			peer.write(request);
			String head = peer.readHead();
			return head.startsWith("HTTP/1.1 101") ? head : head + peer.readBody(head);
		}
	}

	@Test
	void aPageOfTheSameOriginConnects() throws Exception {
		try (NettyServer server = server()) {
			assertThat(answer(server, RawSocket.upgrade("/api", "Origin: http://localhost\r\n")))
				.startsWith("HTTP/1.1 101");
			assertThat(answer(server, RawSocket.upgrade("/api", ""))).startsWith("HTTP/1.1 101");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://evil.example", "http://localhost:81", "https://localhost", "null", "http://",
			"\u0001", "http://localhost.evil.example", "file://" })
	void aPageOfAnotherOriginIsRefusedWithAProblemBody(String origin) throws Exception {
		try (NettyServer server = server()) {
			assertThat(answer(server, RawSocket.upgrade("/api", "Origin: " + origin + "\r\n")))
				.startsWith(origin.equals("\u0001") ? "HTTP/1.1 400" : "HTTP/1.1 403")
				.satisfies((answer) -> {
					if (answer.startsWith("HTTP/1.1 403")) {
						assertThat(answer.toLowerCase()).contains("content-type: application/problem+json");
						assertThat(answer).endsWith(
								"{\"status\":403,\"title\":\"Forbidden\",\"detail\":\"Pages of this origin may not connect\"}");
					}
				});
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://app.example.org", "https://a.b.example.com", "http://local:1234" })
	void aListedOriginConnects(String origin) throws Exception {
		try (NettyServer server = server("https://app.example.org", "https://*.example.com", "http://local:[*]")) {
			assertThat(answer(server, RawSocket.upgrade("/api", "Origin: " + origin + "\r\n")))
				.startsWith("HTTP/1.1 101");
			assertThat(answer(server, RawSocket.upgrade("/api", "Origin: " + origin + ".evil\r\n")))
				.startsWith("HTTP/1.1 403");
		}
	}

	@Test
	void anotherVersionIsTold13() throws Exception {
		try (NettyServer server = server()) {
			String answer = answer(server, RawSocket.upgrade("/api",
					"Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", ""));
			assertThat(answer).startsWith("HTTP/1.1 426");
			assertThat(answer.toLowerCase()).contains("sec-websocket-version: 13");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Sec-WebSocket-Key: \r\n", "Sec-WebSocket-Key: c2hvcnQ=\r\n",
			"Sec-WebSocket-Key: not base64!\r\n" })
	void aBadKeyIsRefused(String key) throws Exception {
		try (NettyServer server = server()) {
			assertThat(answer(server, RawSocket.upgrade("/api", "Sec-WebSocket-Version: 13\r\n" + key, "")))
				.startsWith("HTTP/1.1 400");
		}
	}

	@Test
	void oneConnectionTooManyIsRefusedAndAHandshakeThatNeverEndsCounts() throws Exception {
		this.connections = new ActiveConnections(new Limits(2, 0, 0));
		try (NettyServer server = server(); RawSocket silent = new RawSocket(server.port(), "/api")) {
			RawSocket open = new RawSocket(server.port(), "/api").shakeHands();
			assertThat(answer(server, RawSocket.upgrade("/api", ""))).startsWith("HTTP/1.1 503")
				.endsWith("{\"status\":503,\"title\":\"Service Unavailable\",\"detail\":\"Too many connections\"}");
			open.close();
			await().atMost(TIMEOUT).until(() -> this.connections.connections().size() == 1);
			await().atMost(TIMEOUT)
				.untilAsserted(
						() -> assertThat(answer(server, RawSocket.upgrade("/api", ""))).startsWith("HTTP/1.1 101"));
			assertThat(silent).isNotNull();
		}
	}

	@Test
	void oneConnectionTooManyOfOneAddressIsRefused() throws Exception {
		this.connections = new ActiveConnections(new Limits(0, 1, 0));
		try (NettyServer server = server(); RawSocket open = new RawSocket(server.port(), "/api").shakeHands()) {
			assertThat(answer(server, RawSocket.upgrade("/api", ""))).startsWith("HTTP/1.1 503");
			assertThat(open).isNotNull();
		}
	}

	@Test
	void oneConnectionTooManyOfAUserOfTheHandshakeIsRejected() throws Exception {
		this.connections = new ActiveConnections(new Limits(0, 0, 1));
		SocketServer<Server, Client> users = SocketServer.of(this.contract, (connection) -> Mono::empty)
			.connections(this.connections)
			.interceptors(List.of(new Names()))
			.build();
		try (NettyServer server = new NettyServer(
				new SocketHandlerAdapter(DataSize.ofKilobytes(64), false, this.connections, AllowedOrigins.SAME_ORIGIN),
				users)) {
			RawSocket ann = connect(server, "ann");
			assertThat(ann.read().text()).isEqualTo("k:::null");
			try (RawSocket ben = connect(server, "ben"); RawSocket second = connect(server, "ann")) {
				assertThat(ben.read().text()).isEqualTo("k:::null");
				assertThat(second.read().text()).startsWith("x:::{\"success\":false,\"type\":\"TOO_MANY_REQUESTS\"")
					.contains("Too many connections of this user");
				assertThat(second.read().closeCode()).isEqualTo(4001);
			}
			ann.close();
			await().atMost(TIMEOUT).untilAsserted(() -> {
				try (RawSocket again = connect(server, "ann")) {
					assertThat(again.read().text()).isEqualTo("k:::null");
				}
			});
		}
	}

	private static RawSocket connect(NettyServer server, String user) throws IOException {
		RawSocket socket = new RawSocket(server.port(), "/api");
		socket.send("h:::{\"user\":\"" + user + "\"}");
		return socket;
	}

	@Test
	void aRequestThatIsNoUpgradeTakesNoPlace() throws Exception {
		this.connections = new ActiveConnections(new Limits(1, 0, 0));
		try (NettyServer server = server()) {
			for (int i = 0; i < 3; i++) {
				try (RawSocket peer = new RawSocket(server.port())) {
					peer.write("GET /api HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes());
					assertThat(peer.readHead()).startsWith("HTTP/1.1 400");
				}
			}
			assertThat(answer(server, RawSocket.upgrade("/api", ""))).startsWith("HTTP/1.1 101");
		}
	}

	@Test
	void anUpgradeByHttp10IsRefused() throws Exception {
		try (NettyServer server = server(); RawSocket peer = new RawSocket(server.port())) {
			peer.write(
					new String(RawSocket.upgrade("/api", ""), StandardCharsets.US_ASCII).replace("HTTP/1.1", "HTTP/1.0")
						.getBytes(StandardCharsets.US_ASCII));
			assertThat(peer.readHead()).startsWith("HTTP/1.").contains(" 400 ");
		}
	}

	@Test
	void anUpgradeWithEnormousHeadersIsRefused() throws Exception {
		try (NettyServer server = server(); RawSocket peer = new RawSocket(server.port())) {
			peer.write(RawSocket.upgrade("/api", "X-Much: " + "x".repeat(70_000) + "\r\n"));
			assertThat(peer.readHead()).containsPattern("^HTTP/1\\.1 4(13|31) ");
		}
	}

	@Test
	void aServerThatDrainsRefusesWhatIsNewAndEndsWhatRuns() throws Exception {
		try (NettyServer server = server(); RawSocket peer = new RawSocket(server.port(), "/api").shakeHands()) {
			peer.send("r:Api.slow:1:");
			await().atMost(TIMEOUT).until(() -> this.slow.get() != null);
			Mono<Void> drained = this.connections.drain(Duration.ofSeconds(1), TIMEOUT);
			assertThat(answer(server, RawSocket.upgrade("/api", ""))).startsWith("HTTP/1.1 503");
			peer.send("r:Api.slow:2:");
			assertThat(peer.read().text()).startsWith("s:Api.slow:2:{\"success\":false,\"type\":\"TOO_MANY_REQUESTS\"");
			StepVerifier.create(drained).then(() -> {
				this.slow.get().tryEmitValue("done");
				try {
					assertThat(peer.read().text())
						.isEqualTo("s:Api.slow:1:{\"success\":true,\"type\":\"OK\",\"data\":\"done\"}");
					assertThat(peer.read().closeCode()).isEqualTo(1001);
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
			}).expectComplete().verify(TIMEOUT);
			assertThat(this.connections.connections()).isEmpty();
		}
	}

	@Test
	void aServerThatResumesAdmitsAgain() throws Exception {
		try (NettyServer server = server()) {
			this.connections.drain(Duration.ZERO, TIMEOUT).block(TIMEOUT);
			this.connections.resume();
			assertThat(answer(server, RawSocket.upgrade("/api", ""))).startsWith("HTTP/1.1 101");
		}
	}

	interface Server {

		Mono<String> slow();

	}

	interface Client {

	}

	/**
	 * Takes a name at its word.
	 */
	private static final class Names implements HandshakeInterceptor {

		@Override
		public void parseHandshake(ServerHandshake handshake) {
			handshake.header("user").ifPresent((name) -> handshake.authenticate(() -> name, null));
		}

	}

}
