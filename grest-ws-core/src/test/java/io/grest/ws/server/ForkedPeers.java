package io.grest.ws.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The {@link PeerProcess} of a test.
 */
final class ForkedPeers implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	private final Process process;

	private final BufferedReader said;

	private ForkedPeers(Process process) {
		this.process = process;
		this.said = process.inputReader(StandardCharsets.UTF_8);
	}

	/**
	 * Peers that are connected, and never read.
	 */
	static ForkedPeers deaf(int port, int count) throws Exception {
		return connected(port, count, false);
	}

	/**
	 * Peers that are connected, and wait for their close.
	 */
	static ForkedPeers idle(int port, int count) throws Exception {
		return connected(port, count, true);
	}

	private static ForkedPeers connected(int port, int count, boolean reading) throws Exception {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		Path classes = Path.of(PeerProcess.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		Process process = new ProcessBuilder(java, "-Xmx256m", "-cp", classes.toString(), PeerProcess.class.getName(),
				Integer.toString(port), Integer.toString(count), Boolean.toString(reading))
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		ForkedPeers peers = new ForkedPeers(process);
		assertThat(peers.says()).isEqualTo("connected");
		return peers;
	}

	/**
	 * The next line of the process.
	 */
	String says() throws Exception {
		return CompletableFuture.supplyAsync(this::readLine).get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
	}

	private String readLine() {
		try {
			return String.valueOf(this.said.readLine());
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
	}

}
