package io.grest.ws.conformance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The command: its output, its exit status and its report.
 */
@Timeout(60)
class ConformanceMainTests {

	private static final String ACCEPTED = "grest-server: handshake is accepted";

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
	void listsCasesWithOptionsTheyNeed() {
		assertThat(run("--list")).isZero();
		assertThat(output().lines()).hasSize(183)
			.contains(ACCEPTED, "grest-server: no handshake in time closes 4001 (handshakeTimeoutMillis=300)");
		this.out.reset();
		assertThat(run("--list", "--only", "GREST-client", "--except", "headers")).isZero();
		assertThat(output().lines()).hasSize(15);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-",
			value = { "- | There is nothing to test: add --server or --client",
					"--sever ws://a | There is no option --sever", "--server | --server needs a value",
					"--server http://a | 'http://a' is no URL such as ws://localhost:8080",
					"--server wss://a | 'wss://a' is no URL such as ws://localhost:8080, without TLS",
					"--server ws://a?b=c | 'ws://a?b=c' is no URL", "--server x@ws://a | 'x' is none of the files",
					"--server resume=8@ws://a | 'resume' is none of the options",
					"--server resumeFrames=x@ws://a | 'x' is no whole number" })
	void refusesArguments(String arguments, String message) {
		assertThat(run((arguments != null) ? arguments.split(" ") : new String[0])).isEqualTo(2);
		assertThat(output()).contains(message, "Usage: java io.grest.ws.conformance.ConformanceMain");
	}

	@Test
	void refusesNamesOfNoCase() {
		assertThat(run("--server", "ws://localhost:1", "--only", "no such case")).isEqualTo(2);
		assertThat(output()).contains("No case has such a file or name: look at --list");
	}

	@Test
	void refusesClientThatCannotBeStarted() {
		assertThat(run("--client", "/no/such/program")).isEqualTo(2);
		assertThat(output()).contains("/no/such/program");
	}

	@Test
	void failsWhatCannotBeRun() throws IOException {
		Path report = this.directory.resolve("report.xml");
		assertThat(run("--server", "resume-server@ws://localhost:1", "--only", ACCEPTED, "--only", "in time",
				"--report", report.toString()))
			.isOne();
		assertThat(output()).contains(
				"NOT RUN " + ACCEPTED + "\n  No server was given for this file: add --server ws://host:port",
				"add --server handshakeTimeoutMillis=300@ws://host:port, or leave it out by --except",
				"2 cases: 0 passed, 0 failed, 2 not run");
		assertThat(Files.readString(report)).contains("tests=\"2\" failures=\"0\" errors=\"2\"");
	}

	@Test
	void failsServerThatIsNotThere() {
		assertThat(run("--server", "ws://localhost:1/base/", "--only", ACCEPTED)).isOne();
		assertThat(output()).contains("FAILED  " + ACCEPTED, "step 1 {\"connect\"",
				"expected a WebSocket at ws://localhost:1/base/ws/chat, came ", "Connection refused",
				"1 cases: 0 passed, 1 failed, 0 not run");
	}

	@Test
	void failsServerThatAnswersSomethingElse() throws Exception {
		Path report = this.directory.resolve("report.xml");
		ExecutorService otherSide = Executors.newSingleThreadExecutor();
		try (RawServer server = new RawServer()) {
			otherSide.execute(() -> server.accept().send("k:::<\u0000"));
			assertThat(run("--server", "grest-server@" + server.uri(), "--server", "ws://localhost:1", "--only",
					ACCEPTED, "--report", report.toString()))
				.isOne();
		}
		finally {
			otherSide.shutdownNow();
		}
		assertThat(output()).contains("FAILED  " + ACCEPTED, "came k:::<\u0000");
		assertThat(Files.readString(report)).contains("classname=\"grest-server\" name=\"handshake is accepted\"",
				"k:::&lt;\uFFFD");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "cat | expected a client that connects, came none within PT5S; its connect is done",
					"true | The process of the client has ended: look at what it wrote to its error output",
					"echo hello | The client wrote a line that is no JSON: hello",
					"echo {} | The client wrote a line that answers nothing: {}" })
	void failsClientThatDoesSomethingElse(String command, String message) {
		assertThat(run("--client", command, "--only", "request and typed answer")).isOne();
		assertThat(output()).contains("FAILED  grest-client: request and typed answer", message, "0 passed, 1 failed");
	}

}
