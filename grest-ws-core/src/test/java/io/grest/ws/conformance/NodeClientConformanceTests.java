package io.grest.ws.conformance;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.context.ContextValues;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.generate.Node;
import io.grest.ws.handshake.ClientHandshake;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The client's cases on the JavaScript runtime of the generated clients.
 */
class NodeClientConformanceTests extends ClientConformanceTests {

	private static NodeClient node;

	@BeforeAll
	static void startNode() throws IOException {
		node = new NodeClient(Node.assume());
	}

	@AfterAll
	static void stopNode() throws IOException {
		if (node != null) {
			node.close();
		}
	}

	@Override
	String handshake() {
		return "h:::{\"grest-ws-extensions\":\"limits,streams\",\"grest-ws-max-frame-size\":\"1048576\"}";
	}

	@Override
	@ParameterizedTest(name = "{0}")
	@MethodSource("cases")
	@Timeout(60)
	void conforms(ConformanceCase conformanceCase) {
		Assumptions.assumeFalse(
				conformanceCase.name().equals("answer that is not of the result's type fails that call alone"),
				"JavaScript has no types to check a result by; frames.test.js has the part about answers that are none");
		super.conforms(conformanceCase);
	}

	@Override
	TestedClient client(SocketContract<ChatServer, ChatClient> contract, String url, ConnectionOptions options,
			boolean reconnect) {
		ClientHandshake handshake = new ClientHandshake(contract.name(), new ContextValues());
		contract.interceptors((type) -> {
			throw new IllegalStateException("No beans here: " + type);
		}).forEach((interceptor) -> interceptor.updateHandshake(handshake).block(Duration.ofSeconds(10)));
		return node
			.client(Map.of("url", url, "headers", handshake.headers(), "reconnect", reconnect, "handshakeTimeout",
					options.handshakeTimeout().toMillis(), "requestTimeout", options.requestTimeout().toMillis()));
	}

}
