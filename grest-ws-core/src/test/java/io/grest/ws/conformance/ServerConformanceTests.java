package io.grest.ws.conformance;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import io.grest.ws.connection.ConnectionOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assumptions.assumeThat;

import org.springframework.http.server.reactive.HttpHandler;

/**
 * Every case of a server, over a real socket. A subclass names the server that WebFlux
 * runs on.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServerConformanceTests {

	private final Map<ConnectionOptions, TestServer> servers = new HashMap<>();

	private final RawClient client = new RawClient();

	abstract TestServer start(HttpHandler application);

	HttpHandler application(ConnectionOptions options) {
		return ChatApplication.create(options);
	}

	static Stream<ConformanceCase> cases() {
		return Stream
			.of("grest-server.json", "envelope-server.json", "limits-server.json", "credentials-server.json",
					"streams-server.json", "shared-server.json")
			.flatMap(ConformanceCase::load);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("cases")
	@Timeout(60)
	void conforms(ConformanceCase conformanceCase) {
		assumeThat(conformanceCase.needs("resume")).as("needs the extension resume, which there is not yet").isFalse();
		TestServer server = this.servers.computeIfAbsent(conformanceCase.options(),
				(options) -> start(application(options)));
		try (ServerConversation conversation = new ServerConversation(this.client, server.uri())) {
			conformanceCase.run(conversation);
		}
	}

	@AfterAll
	void stop() {
		this.client.close();
		this.servers.values().forEach(TestServer::close);
	}

}
