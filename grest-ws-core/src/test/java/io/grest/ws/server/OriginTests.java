package io.grest.ws.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import io.grest.ws.conformance.TestServer;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.ActiveConnections.Limits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a server takes for its own origin, and what it takes for an upgrade, whatever the
 * web server is.
 */
class OriginTests {

	private final SocketServer<Nothing, Nothing> api = SocketServer
		.of(SocketContract.define("Api", Nothing.class, Nothing.class).path("/api").build(), (connection) -> NOTHING)
		.build();

	private static final Nothing NOTHING = new Nothing() {
	};

	private TestServer server;

	@AfterEach
	void stop() {
		this.server.close();
	}

	private void start(WebServers kind, String... origins) {
		this.server = kind.start(adapter(origins), this.api);
	}

	private static SocketHandlerAdapter adapter(String... origins) {
		return new SocketHandlerAdapter(DataSize.ofKilobytes(64), false, new ActiveConnections(Limits.NONE),
				new AllowedOrigins(List.of(origins)));
	}

	private String upgrade(String host, String headers) throws IOException {
		return answer(new String(RawSocket.upgrade("/api", headers), StandardCharsets.US_ASCII)
			.replace("Host: localhost", "Host: " + host));
	}

	private String answer(String request) throws IOException {
		try (RawSocket peer = new RawSocket(this.server.uri().getPort())) {
			peer.write(request.getBytes(StandardCharsets.US_ASCII));
			return peer.readHead();
		}
	}

	// Tomcat itself takes no Host with an underscore.
	private static Stream<Arguments> cases(Function<WebServers, Stream<Arguments>> cases) {
		return Arrays.stream(WebServers.values())
			.flatMap(cases)
			.filter((arguments) -> arguments.get()[0] != WebServers.TOMCAT
					|| !arguments.get()[1].toString().contains("_"));
	}

	static Stream<Arguments> own() {
		return cases((kind) -> Stream.of(Arguments.of(kind, "chat_backend", "http://chat_backend"),
				Arguments.of(kind, "chat_backend:8080", "http://chat_backend:8080"),
				Arguments.of(kind, "[::1]:8080", "http://[::1]:8080"),
				Arguments.of(kind, "[::1]", "http://[0:0:0:0:0:0:0:1]"),
				Arguments.of(kind, "chat.example:80", "http://chat.example"),
				Arguments.of(kind, "Chat.Example", "http://chat.example:80"),
				Arguments.of(kind, "10.0.0.1:8080", "http://10.0.0.1:8080")));
	}

	@ParameterizedTest
	@MethodSource
	void own(WebServers kind, String host, String origin) throws IOException {
		start(kind);
		assertThat(upgrade(host, "Origin: " + origin + "\r\n")).startsWith("HTTP/1.1 101");
	}

	static Stream<Arguments> foreign() {
		return cases((kind) -> Stream.of(Arguments.of(kind, "chat_backend", "http://chat_backend.evil.example"),
				Arguments.of(kind, "chat_backend", "http://chat_backend:81"),
				Arguments.of(kind, "chat_backend", "https://chat_backend"),
				Arguments.of(kind, "chat_backend", "http://chat_backend/"), Arguments.of(kind, "chat_backend", "null"),
				Arguments.of(kind, "chat_backend", "http://evil.example@chat_backend"),
				Arguments.of(kind, "[::1]", "http://[::2]"), Arguments.of(kind, "[::1]", "http://1")));
	}

	@ParameterizedTest
	@MethodSource
	void foreign(WebServers kind, String host, String origin) throws IOException {
		start(kind);
		assertThat(upgrade(host, "Origin: " + origin + "\r\n")).startsWith("HTTP/1.1 403");
	}

	@ParameterizedTest
	@EnumSource
	void listedOriginConnectsWhateverTheHostIs(WebServers kind) throws IOException {
		start(kind, "*");
		if (kind != WebServers.TOMCAT) {
			assertThat(upgrade("chat_backend", "Origin: http://chat_backend.example\r\n")).startsWith("HTTP/1.1 101");
		}
		assertThat(upgrade("chat", "Origin: https://any.example\r\n")).startsWith("HTTP/1.1 101");
		assertThat(upgrade("[::1]:1", "Origin: https://any.example\r\n")).startsWith("HTTP/1.1 101");
	}

	@ParameterizedTest
	@EnumSource(names = "TOMCAT", mode = EnumSource.Mode.EXCLUDE)
	void ownOriginIsThatOfForwardedHeaders(WebServers kind) throws IOException {
		this.server = kind.startBehindProxy(adapter(), this.api);
		String forwarded = "X-Forwarded-Proto: https\r\nX-Forwarded-Host: chat.example\r\n";
		assertThat(upgrade("chat_backend", forwarded + "Origin: https://chat.example\r\n")).startsWith("HTTP/1.1 101");
		assertThat(upgrade("chat_backend", forwarded + "Origin: http://chat_backend\r\n")).startsWith("HTTP/1.1 403");
		assertThat(upgrade("chat_backend", "X-Forwarded-Proto: https\r\nOrigin: https://chat_backend\r\n"))
			.startsWith("HTTP/1.1 101");
	}

	@ParameterizedTest
	@EnumSource
	void refusesOtherVersionsOfHttp(WebServers kind) throws IOException {
		start(kind);
		String request = new String(RawSocket.upgrade("/api", ""), StandardCharsets.US_ASCII);
		for (String version : List.of("HTTP/9.9", "HTTP/2.0", "HTTP/3.0", "HTTP/1.0")) {
			assertThat(answer(request.replace("HTTP/1.1", version))).as(version)
				.containsPattern("^HTTP/\\S+ (400|426|505) ");
		}
		assertThat(answer(request)).startsWith("HTTP/1.1 101");
	}

	@ParameterizedTest
	@EnumSource
	void refusesConnectOfHttp1(WebServers kind) throws IOException {
		start(kind);
		String request = new String(RawSocket.upgrade("/api", "Origin: https://evil.example\r\n"),
				StandardCharsets.US_ASCII);
		assertThat(answer(request.replace("GET ", "CONNECT "))).containsPattern("^HTTP/1\\.1 (4\\d\\d|501) ");
		assertThat(answer(request.replace("GET ", "CONNECT ").replace("Upgrade: websocket\r\n", "")))
			.containsPattern("^HTTP/1\\.1 (4\\d\\d|501) ");
	}

	interface Nothing {

	}

}
