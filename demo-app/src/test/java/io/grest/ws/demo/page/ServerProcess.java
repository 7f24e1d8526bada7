package io.grest.ws.demo.page;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.grest.ws.demo.DemoApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Demo in a separate process, which can be killed.
 */
final class ServerProcess implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private final int port;

	private final List<String> options;

	private Process process;

	private ServerProcess(int port, List<String> options) {
		this.port = port;
		this.options = options;
	}

	/**
	 * Start on any free port.
	 */
	static ServerProcess start() throws IOException {
		return start(freePort());
	}

	/**
	 * Start on a port.
	 * @param options further options of the demo
	 */
	static ServerProcess start(int port, String... options) throws IOException {
		return new ServerProcess(port, List.of(options)).startAgain();
	}

	/**
	 * Return a port that nobody uses.
	 */
	static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	/**
	 * Start on the same port again.
	 */
	ServerProcess startAgain() throws IOException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		List<String> command = new ArrayList<>(List.of(java, "-cp", System.getProperty("java.class.path"),
				DemoApplication.class.getName(), "--server.port=" + this.port, "--spring.main.banner-mode=off"));
		command.addAll(this.options);
		this.process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		try {
			await().atMost(TIMEOUT).until(this::answers);
		}
		catch (Throwable ex) {
			// The caller has no instance to close.
			close();
			throw ex;
		}
		return this;
	}

	private boolean answers() {
		assertThat(this.process.isAlive()).as("server process is alive").isTrue();
		try (Socket socket = new Socket("localhost", this.port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	String url() {
		return "http://localhost:" + this.port;
	}

	/**
	 * Kill the process, as {@code kill -9} does.
	 */
	void kill() throws InterruptedException {
		this.process.destroyForcibly();
		assertThat(this.process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
