package io.grest.ws.generate;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.grest.ws.conformance.ChatApplication;
import io.grest.ws.conformance.TestServer;
import io.grest.ws.connection.ConnectionOptions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

/**
 * The JavaScript runtime of the generated clients: the tests of {@code src/test/node},
 * run by Node against a real server, each of them a test here.
 */
class RuntimeTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(3);

	private static final JsonMapper MAPPER = new JsonMapper();

	@TestFactory
	Stream<DynamicTest> runtime() throws IOException {
		Node node = Node.assume();
		Path directory = RuntimeModules.prepare("runtime");
		try (ChatApplication application = ChatApplication.create(ConnectionOptions.DEFAULTS);
				TestServer server = TestServer.reactorNetty(application)) {
			List<String> arguments = new ArrayList<>(RuntimeModules.OPTIONS);
			arguments.addAll(
					List.of("--test", "--test-concurrency=1", "--test-timeout=30000", "--test-reporter=./reporter.js"));
			Node.Ended ended = node.run(directory, Map.of("GREST_SERVER", server.uri().toString()), TIMEOUT,
					arguments.toArray(String[]::new));
			return Stream.concat(ended.out().lines().map(MAPPER::readTree).map(RuntimeTests::test),
					Stream.of(dynamicTest("all files have run", () -> assertAllHaveRun(ended))));
		}
	}

	private static DynamicTest test(JsonNode outcome) {
		String file = Path.of(outcome.path("file").asString()).getFileName().toString().replace(".test.js", "");
		return dynamicTest(file + ": " + outcome.path("name").asString(), () -> {
			Assumptions.assumeFalse(outcome.has("skipped"), () -> outcome.path("skipped").asString());
			if (outcome.has("failure")) {
				fail(outcome.path("failure").asString());
			}
		});
	}

	private static void assertAllHaveRun(Node.Ended ended) {
		boolean failed = ended.out().contains("\"failure\"");
		assertThat(ended.exitCode()).as("what Node says: %s", ended.err()).isEqualTo(failed ? 1 : 0);
		assertThat(ended.out()).contains("calls.test.js", "envelope.test.js", "frames.test.js", "receiving.test.js",
				"reconnect.test.js", "rejection.test.js", "attempts.test.js", "limits.test.js", "members.test.js",
				"protocols.test.js", "credentials.test.js", "expiry.test.js", "observing.test.js", "page.test.js",
				"longs.test.js", "streams.test.js", "inputs.test.js", "handlers.test.js", "options.test.js",
				"streaming.test.js", "shared.test.js", "sharing.test.js", "resume.test.js", "resume-calls.test.js",
				"resume-topics.test.js", "resume-leaving.test.js", "resume-cuts.test.js", "resume-shared.test.js",
				"again.test.js", "served.test.js");
	}

}
