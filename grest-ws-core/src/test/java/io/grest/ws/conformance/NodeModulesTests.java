package io.grest.ws.conformance;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.generate.Node;
import io.grest.ws.generate.RuntimeModules;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client in JavaScript whose two modules share a socket, as those of
 * {@code @grest-ts/websocket} do, on a server of two contracts at one path.
 */
class NodeModulesTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	@Test
	void servesModulesThatShareSocket() {
		Node node = Node.assume();
		try (ChatApplication application = ChatApplication.create(ConnectionOptions.DEFAULTS);
				TestServer server = TestServer.reactorNetty(application)) {
			Node.Ended ended = node.run(Path.of("src/test/node"), Map.of(), TIMEOUT, RuntimeModules.OPTIONS.get(0),
					RuntimeModules.OPTIONS.get(1), "modules.mjs", server.uri() + ChatApi.BOTH.path());
			assertThat(ended.exitCode()).as(ended.toString()).isZero();
			JsonNode told = new JsonMapper().readTree(ended.out());
			assertThat(told.get("accepted").isNull()).isTrue();
			assertThat(told.get("handshakes").intValue()).isOne();
			assertThat(told.get("pushes").toString()).isEqualTo("[\"news sport\",\"chat Hello\",\"news told\"]");
			JsonNode results = told.get("results");
			assertThat(results.get(0).toString()).isEqualTo("{\"type\":\"OK\",\"data\":{\"joined\":true}}");
			assertThat(results.get(1).toString()).isEqualTo("{\"type\":\"OK\",\"data\":{\"title\":\"sport\"}}");
			assertThat(results.get(2).get("type").stringValue()).isEqualTo("OK");
			assertThat(results.get(3).toString()).isEqualTo("{\"type\":\"OK\",\"data\":{\"opinion\":\"fine\"}}");
			assertThat(results.get(4).get("type").stringValue()).isEqualTo("NOT_FOUND");
		}
	}

}
