package io.grest.ws.conformance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.generate.Node;
import io.grest.ws.generate.RuntimeModules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The command, held against ours, and against a server that does not do what it should.
 */
@Timeout(120)
class ConformanceCommandTests {

	private static final String HANDSHAKE = "handshakeTimeoutMillis=300";

	@TempDir
	private Path directory;

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	private int run(String... arguments) {
		PrintStream stream = new PrintStream(this.out, true, StandardCharsets.UTF_8);
		return ConformanceMain.run(stream, stream, arguments);
	}

	private String output() {
		return this.out.toString(StandardCharsets.UTF_8);
	}

	@Test
	void passesServersThatConform() {
		CaseOptions options = CaseOptions.of(Map.of("handshakeTimeoutMillis", 300));
		try (ChatApplication application = application(CaseOptions.of(Map.of()));
				TestServer server = TestServer.reactorNetty(application);
				ChatApplication hasty = application(options);
				TestServer hastyServer = TestServer.reactorNetty(hasty)) {
			int status = run("--server", server.uri().toString(), "--server", HANDSHAKE + "@" + hastyServer.uri(),
					"--only", "grest-server", "--only", "shared-server", "--only", "envelope-server");
			assertThat(output()).contains("62 cases: 62 passed, 0 failed, 0 not run")
				.contains("passed  envelope-server: ");
			assertThat(status).isZero();
		}
	}

	@Test
	void namesWhatServerDoesWrong() throws IOException {
		Path report = this.directory.resolve("target/report.xml");
		ConnectionOptions half = ConnectionOptions.DEFAULTS.mutate().maxFrameSize(DataSize.ofKilobytes(32)).build();
		try (ChatApplication application = ChatApplication.create(half);
				TestServer server = TestServer.reactorNetty(application)) {
			int status = run("--server", server.uri().toString(), "--only", "limits-server", "--only",
					"handshake is accepted", "--report", report.toString());
			assertThat(output()).contains("passed  grest-server: handshake is accepted",
					"FAILED  limits-server: the server tells its limit", "step 3 {\"match\"",
					"$.maxFrameSize is 32768 instead of 65536", "FAILED  limits-server: the limit holds to the byte");
			assertThat(status).isOne();
			assertThat(Files.readString(report)).contains("<testcase classname=\"limits-server\"",
					"name=\"the server tells its limit\"", "<failure message=\"Case ");
		}
	}

	@Test
	void passesClientsOfAnotherProcess() throws IOException {
		Node node = Node.assume();
		Path modules = RuntimeModules.prepare("conformance-command");
		int status = run("--client",
				String.join(" ",
						Stream
							.of(List.of(node.executable().toString()), RuntimeModules.OPTIONS,
									List.of(modules.resolve("conformance.js").toString()))
							.flatMap(List::stream)
							.toList()),
				"--except", "answer that is not of the result's type fails that call alone");
		assertThat(output()).contains("17 cases: 17 passed, 0 failed, 0 not run");
		assertThat(status).isZero();
	}

	private static ChatApplication application(CaseOptions options) {
		return ChatApplication.create(CaseLimits.connection(options), CaseLimits.sessions(options), null);
	}

}
