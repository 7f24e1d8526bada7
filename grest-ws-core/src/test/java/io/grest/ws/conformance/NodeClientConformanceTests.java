package io.grest.ws.conformance;

import java.io.IOException;
import java.util.Map;

import io.grest.ws.generate.Node;
import io.grest.ws.generate.RuntimeModules;
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

	private static ProcessClients clients;

	@BeforeAll
	static void startNode() throws IOException {
		clients = new ProcessClients(Node.assume()
			.start(RuntimeModules.prepare("conformance"), Map.of(), RuntimeModules.OPTIONS.get(0),
					RuntimeModules.OPTIONS.get(1), "conformance.js"));
	}

	@AfterAll
	static void stopNode() {
		if (clients != null) {
			clients.close();
		}
	}

	@Override
	String handshake() {
		return Handshakes.of(ChatApi.OPEN, "contract,limits,streams", 1_048_576);
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
	TestedClient client(ConformanceCase conformanceCase, String url) {
		return clients.client(url, conformanceCase);
	}

}
