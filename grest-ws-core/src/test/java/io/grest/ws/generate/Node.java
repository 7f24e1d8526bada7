package io.grest.ws.generate;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Assumptions;

/**
 * Node, where this machine has one. Tests that need it are skipped where there is none,
 * and say why.
 */
public final class Node {

	private static final Duration QUICK = Duration.ofSeconds(30);

	// Of the test runner's options.
	private static final int[] OLDEST = { 20, 11 };

	private final Path executable;

	private Node(Path executable) {
		this.executable = executable;
	}

	/**
	 * The Node of this machine. Aborts the test if there is none, or one that is too old.
	 */
	public static Node assume() {
		Optional<Path> found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
			.map((directory) -> Path.of(directory, "node"))
			.filter(Files::isExecutable)
			.findFirst();
		Assumptions.assumeTrue(found.isPresent(), "There is no node on the PATH: install Node 20 to run this test");
		Node node = new Node(found.orElseThrow());
		String version = node.run(Path.of("."), Map.of(), QUICK, "--version").out().strip();
		int[] parts = Arrays.stream(version.substring(1).split("\\.")).mapToInt(Integer::parseInt).toArray();
		Assumptions.assumeTrue(Arrays.compare(parts, OLDEST) >= 0,
				() -> "Node " + version + " is too old: install Node 20.11 or later to run this test");
		return node;
	}

	/**
	 * The program, for a command that starts it.
	 */
	public Path executable() {
		return this.executable;
	}

	/**
	 * Where {@code npm ci} installs what tests need beside Node. Aborts the test if it
	 * has not run.
	 * @param packages what the test needs of it
	 */
	public static Path assumeModules(String... packages) {
		Path directory = Path.of("src/test/node").toAbsolutePath();
		Assumptions.assumeTrue(Files.isDirectory(directory.resolve("node_modules")),
				() -> "Nothing is installed for this test: run npm ci in " + directory);
		for (String name : packages) {
			Assumptions.assumeTrue(Files.isDirectory(directory.resolve("node_modules").resolve(name)),
					() -> name + " is not installed for this test: run npm ci in " + directory);
		}
		return directory;
	}

	/**
	 * Start a process. Its errors go to the standard error of this one.
	 */
	public Process start(Path directory, Map<String, String> environment, String... arguments) throws IOException {
		return builder(directory, environment, arguments).redirectError(ProcessBuilder.Redirect.INHERIT).start();
	}

	/**
	 * Run a process to its end.
	 * @param timeout after which it is killed, and the test fails
	 */
	public Ended run(Path directory, Map<String, String> environment, Duration timeout, String... arguments) {
		try {
			Path out = Files.createTempFile("node", ".out");
			Path err = Files.createTempFile("node", ".err");
			Process process = builder(directory, environment, arguments).redirectOutput(out.toFile())
				.redirectError(err.toFile())
				.start();
			boolean ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
			if (!ended) {
				process.destroyForcibly().waitFor();
			}
			Ended result = new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
			Files.delete(out);
			Files.delete(err);
			if (!ended) {
				throw new AssertionError(
						"node " + String.join(" ", arguments) + " did not end within " + timeout + ":\n" + result);
			}
			return result;
		}
		catch (IOException ex) {
			throw new IllegalStateException("node " + String.join(" ", arguments) + " does not run", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while node ran", ex);
		}
	}

	private ProcessBuilder builder(Path directory, Map<String, String> environment, String... arguments) {
		List<String> command = new ArrayList<>(List.of(this.executable.toString()));
		command.addAll(List.of(arguments));
		ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
		builder.environment().putAll(environment);
		return builder;
	}

	/**
	 * What a process left.
	 *
	 * @param exitCode 0 for success
	 * @param out its standard output
	 * @param err its standard error
	 */
	public record Ended(int exitCode, String out, String err) {

	}

}
