package io.grest.ws.server;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

import ch.qos.logback.classic.Level;
import io.grest.ws.conformance.TestServer;
import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.generate.Node;
import io.grest.ws.server.ActiveConnections.Limits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * WebSockets over HTTP/2, by RFC 8441: opened by Node's {@code http2}, and refused for
 * all that is refused by HTTP/1.1.
 */
class Http2Tests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final JsonMapper MAPPER = new JsonMapper();

	private final SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
		.path("/api/{room}")
		.subProtocols("v2", "v1")
		.build();

	private final ActiveConnections connections = new ActiveConnections(new Limits(1, 0, 0));

	private final AtomicReference<SocketConnection<Client>> latest = new AtomicReference<>();

	private final List<CloseReason> closed = new CopyOnWriteArrayList<>();

	private final SocketServer<Server, Client> api = SocketServer.of(this.contract, this::connect)
		.options(ConnectionOptions.builder().closeTimeout(Duration.ofMillis(500)).build())
		.connections(this.connections)
		.build();

	private TestServer server;

	private Server connect(SocketConnection<Client> connection) {
		this.latest.set(connection);
		connection.onClose(this.closed::add);
		return (text) -> Mono.just(text + " by " + connection.upgrade().subProtocol().orElse("none"));
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	private void start(WebServers kind) {
		this.server = kind.start(
				new SocketHandlerAdapter(DataSize.ofKilobytes(64), false, this.connections, AllowedOrigins.SAME_ORIGIN),
				this.api);
	}

	private JsonNode open(List<Map<String, Object>> requests) {
		Node node = Node.assume();
		String argument = MAPPER.writeValueAsString(Map.of("port", this.server.uri().getPort(), "requests", requests));
		Node.Ended ended = node.run(Node.assumeModules(), Map.of(), TIMEOUT, "http2.mjs", argument);
		assertThat(ended.exitCode()).as(ended.toString()).isZero();
		JsonNode answer = MAPPER.readTree(ended.out());
		assertThat(answer.get("connectProtocol").booleanValue()).isTrue();
		return answer.get("results");
	}

	private JsonNode open(Map<String, Object> request) {
		return open(List.of(request)).get(0);
	}

	private Map<String, Object> request(String... changed) {
		Map<String, String> headers = new LinkedHashMap<>(
				Map.of(":method", "CONNECT", ":protocol", "websocket", ":scheme", "http", ":path", "/api/1",
						":authority", "localhost:" + this.server.uri().getPort(), "sec-websocket-version", "13"));
		for (int i = 0; i < changed.length; i += 2) {
			headers.put(changed[i], changed[i + 1]);
		}
		headers.values().removeIf(String::isEmpty);
		return Map.of("headers", headers, "send", List.of("h:::{}", "r:Api.say:1:\"hello\""));
	}

	private void isServed(JsonNode answer, String subProtocol) {
		assertThat(answer.get("status").intValue()).as(answer.toString()).isEqualTo(200);
		assertThat(answer.get("texts").toString()).contains("k:::null", "hello by " + subProtocol, "close 1000");
		await().atMost(TIMEOUT).until(() -> this.connections.connections().isEmpty());
	}

	private static void isRefused(JsonNode answer, int status) {
		assertThat(answer.get("status").intValue()).as(answer.toString()).isEqualTo(status);
		assertThat(answer.get("body").stringValue()).contains("\"status\":" + status);
	}

	@ParameterizedTest
	@EnumSource(names = "TOMCAT", mode = EnumSource.Mode.EXCLUDE)
	void servesOneConnectionAfterAnother(WebServers kind) {
		start(kind);
		// The limit is one: each has to give its place back.
		isServed(openAlone(request()), "none");
		JsonNode second = openAlone(request("origin", "http://localhost:" + this.server.uri().getPort()));
		isServed(second, "none");
		assertThat(second.get("headers").has("sec-websocket-protocol")).isFalse();
		JsonNode third = openAlone(request("sec-websocket-protocol", "x, v1, v2"));
		isServed(third, "v2");
		assertThat(third.get("headers").get("sec-websocket-protocol").stringValue()).isEqualTo("v2");
	}

	private JsonNode openAlone(Map<String, Object> request) {
		await().atMost(TIMEOUT).until(() -> this.connections.connections().isEmpty());
		return open(request);
	}

	@ParameterizedTest
	@EnumSource(names = "TOMCAT", mode = EnumSource.Mode.EXCLUDE)
	void refusesForeignOriginAndOtherVersions(WebServers kind) {
		start(kind);
		JsonNode answers = open(List.of(request("origin", "https://evil.example"),
				request("sec-websocket-version", "8"), request("sec-websocket-version", "")));
		isRefused(answers.get(0), 403);
		isRefused(answers.get(1), 426);
		isRefused(answers.get(2), 426);
	}

	@ParameterizedTest
	@EnumSource(names = "TOMCAT", mode = EnumSource.Mode.EXCLUDE)
	void refusesOneConnectionTooManyAndWhileDraining(WebServers kind) throws Exception {
		start(kind);
		try (RawSocket first = new RawSocket(this.server.uri().getPort(), "/api/1").shakeHands()) {
			isRefused(open(request()), 503);
			first.send("m:Api.none::");
		}
		this.connections.drain(Duration.ZERO, TIMEOUT).block(TIMEOUT);
		isRefused(open(request()), 503);
	}

	@ParameterizedTest
	@EnumSource(names = "TOMCAT", mode = EnumSource.Mode.EXCLUDE)
	void refusesWhatIsNoWebSocketAndKeepsNoPlaceForIt(WebServers kind) {
		start(kind);
		try (CapturedLog netty = new CapturedLog("reactor.netty", Level.WARN);
				CapturedLog spring = new CapturedLog("org.springframework", Level.WARN)) {
			JsonNode answers = open(List.of(request(":protocol", "connect-udp"),
					request(":method", "GET", ":protocol", ""), request()));
			assertThat(answers.get(0).get("status").intValue()).as(answers.get(0).toString()).isEqualTo(400);
			assertThat(answers.get(1).get("status").intValue()).isEqualTo(400);
			isServed(answers.get(2), "none");
			assertThat(netty.lines()).isEmpty();
			assertThat(spring.lines()).isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource(names = "TOMCAT", mode = EnumSource.Mode.EXCLUDE)
	void refusesOneConnectionTooManyOfAnAddress(WebServers kind) throws Exception {
		ActiveConnections onePerAddress = new ActiveConnections(new Limits(0, 1, 0));
		this.server = kind.start(
				new SocketHandlerAdapter(DataSize.ofKilobytes(64), false, onePerAddress, AllowedOrigins.SAME_ORIGIN),
				SocketServer.of(this.contract, this::connect).connections(onePerAddress).build());
		try (RawSocket first = new RawSocket(this.server.uri().getPort(), "/api/1").shakeHands()) {
			isRefused(open(request()), 503);
			first.send("m:Api.none::");
		}
	}

	@ParameterizedTest
	@EnumSource(names = "TOMCAT", mode = EnumSource.Mode.EXCLUDE)
	void closesMessageOverTheLimit(WebServers kind) {
		start(kind);
		JsonNode answer = open(Map.of("headers", request().get("headers"), "send",
				List.of("h:::{}", "m:Api.say::\"" + "x".repeat(70_000) + "\"")));
		assertThat(answer.get("texts").toString()).contains("k:::null", "close 1009");
		await().atMost(TIMEOUT).until(() -> this.connections.connections().isEmpty());
	}

	@ParameterizedTest
	@EnumSource(names = "TOMCAT", mode = EnumSource.Mode.EXCLUDE)
	void closesPeerThatDoesNotReadWithBoundedMemory(WebServers kind) throws Exception {
		start(kind);
		Map<String, Object> stalled = Map.of("headers", request().get("headers"), "send", List.of("h:::{}"), "stall",
				true);
		Process node = Node.assume()
			.start(Node.assumeModules(), Map.of(), "http2.mjs", MAPPER
				.writeValueAsString(Map.of("port", this.server.uri().getPort(), "requests", List.of(stalled))));
		try {
			await().atMost(TIMEOUT).until(() -> this.latest.get() != null && this.latest.get().isOpen());
			long before = DirectMemory.used();
			SocketConnection<Client> connection = this.latest.get();
			String push = "x".repeat(1_000);
			for (int i = 0; i < 100_000 && connection.isOpen(); i++) {
				connection.remote().push(push);
			}
			assertThat(connection.isOpen()).isFalse();
			assertThat(DirectMemory.used() - before).isLessThan(16L * 1024 * 1024);
			await().atMost(TIMEOUT).until(() -> this.connections.connections().isEmpty());
			assertThat(this.closed).singleElement().satisfies((reason) -> assertThat(reason.code()).isEqualTo(4008));
		}
		finally {
			node.destroyForcibly();
		}
	}

	interface Server {

		Mono<String> say(String text);

	}

	interface Client {

		void push(String text);

	}

}
