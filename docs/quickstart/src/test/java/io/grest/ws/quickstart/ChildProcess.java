package io.grest.ws.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Process with its output in a file. It is ended at the end of the test.
 */
final class ChildProcess implements AutoCloseable {

	private static final Pattern PORT = Pattern.compile("started on port (\\d+)");

	private static final Duration TIMEOUT = Duration.ofMinutes(10);

	private final Process process;

	private final Path output;

	private ChildProcess(Process process, Path output) {
		this.process = process;
		this.output = output;
	}

	static ChildProcess start(Path folder, List<String> command) throws IOException {
		Path output = Files.createTempFile(folder, "output", ".txt");
		return new ChildProcess(new ProcessBuilder(command).directory(folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start(), output);
	}

	/**
	 * Wait until the process has ended, which has to be without an error.
	 */
	void awaitSuccess() throws Exception {
		assertThat(this.process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).as(output()).isTrue();
		assertThat(this.process.exitValue()).as(output()).isZero();
	}

	/**
	 * Wait until the process has started a web server.
	 * @return its port
	 */
	int port() {
		return Integer.parseInt(await().atMost(TIMEOUT)
			.until(this::findPort, (port) -> port.isPresent() || !this.process.isAlive())
			.orElseThrow(() -> new AssertionError("The application has ended:\n" + output())));
	}

	private Optional<String> findPort() {
		return PORT.matcher(output()).results().map((MatchResult result) -> result.group(1)).findFirst();
	}

	private String output() {
		try {
			return Files.readString(this.output);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(30, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

}
