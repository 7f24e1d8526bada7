package io.grest.ws.redis;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import redis.embedded.core.ExecutableProvider;

import org.springframework.util.FileSystemUtils;

import static org.awaitility.Awaitility.await;

/**
 * Redis of a test: the one that the machine has, otherwise the one that a library brings.
 * It keeps nothing when it is started again, but what {@code SAVE} has kept.
 */
final class TestRedis implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final File EXECUTABLE = executable();

	private final int port = freePort();

	private final List<String> settings;

	private final Path folder = newFolder();

	private Process process;

	private TestRedis(List<String> settings) {
		this.settings = settings;
		this.process = start();
	}

	/**
	 * Start Redis on a free port.
	 * @param settings further arguments, such as {@code --maxmemory 10mb}
	 */
	static TestRedis run(String... settings) {
		return new TestRedis(List.of(settings));
	}

	/**
	 * Start a sentinel on a free port.
	 * @param file its configuration, which it writes to
	 */
	static TestRedis runSentinel(Path file) {
		return new TestRedis(List.of(file.toString(), "--sentinel"));
	}

	private static File executable() {
		File installed = Stream.of(System.getenv("PATH").split(File.pathSeparator))
			.map((folder) -> new File(folder, "redis-server"))
			.filter(File::canExecute)
			.findFirst()
			.orElse(null);
		try {
			return (installed != null) ? installed : ExecutableProvider.newJarResourceProvider().get();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Path newFolder() {
		try {
			return Files.createTempDirectory("grest-redis");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Process start() {
		try {
			List<String> command = new ArrayList<>(List.of(EXECUTABLE.getPath()));
			command.addAll(this.settings);
			command.addAll(List.of("--port", "" + this.port, "--bind", "127.0.0.1", "--dir", this.folder.toString()));
			if (!this.settings.contains("--sentinel")) {
				command.addAll(List.of("--save", "", "--appendonly", "no"));
			}
			Process started = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(this.folder.resolve("log").toFile())
				.start();
			await().atMost(TIMEOUT).until(this::answers);
			return started;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private boolean answers() {
		try {
			return command("PING").contains("PONG") || command("PING").contains("NOAUTH");
		}
		catch (UncheckedIOException ex) {
			return false;
		}
	}

	int port() {
		return this.port;
	}

	/**
	 * Send a command, and return the beginning of the answer.
	 */
	String command(String command) {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress("127.0.0.1", this.port), 2000);
			socket.setSoTimeout(2000);
			socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
			InputStream answer = socket.getInputStream();
			byte[] bytes = new byte[64 * 1024];
			int size = answer.read(bytes);
			return (size < 0) ? "" : new String(bytes, 0, size, StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Stop Redis without a word.
	 */
	void kill() {
		this.process.destroyForcibly().onExit().join();
	}

	/**
	 * Start Redis again, empty unless something was saved, on the same port.
	 */
	void restart() {
		this.process = start();
	}

	/**
	 * Forget what {@code SAVE} has kept, so that a restart is empty again.
	 */
	void forgetSaved() {
		try {
			Files.deleteIfExists(this.folder.resolve("dump.rdb"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Let Redis stand still, with its connections open.
	 */
	void pause() {
		signal("STOP", this.process);
	}

	/**
	 * Let Redis go on.
	 */
	void resume() {
		signal("CONT", this.process);
	}

	static void signal(String name, Process process) {
		try {
			new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().onExit().join();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		kill();
		FileSystemUtils.deleteRecursively(this.folder.toFile());
	}

}
