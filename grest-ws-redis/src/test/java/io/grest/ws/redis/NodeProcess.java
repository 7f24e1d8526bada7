package io.grest.ws.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Node in a process of its own. It prints {@code port} and the port of its server, and
 * ends with its standard input.
 */
final class NodeProcess implements AutoCloseable {

	private static final String PORT = "port ";

	private final Process process;

	private final int port;

	private NodeProcess(Process process, int port) {
		this.process = process;
		this.port = port;
	}

	/**
	 * Start a node, and wait for its port.
	 * @param main the class to run
	 * @param printed what to do with each line that it prints after that
	 */
	static NodeProcess start(Class<?> main, Consumer<String> printed, String... arguments) {
		List<String> command = new ArrayList<>(List.of(
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m", "-XX:+UseSerialGC",
				"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), main.getName()));
		command.addAll(List.of(arguments));
		try {
			Process process = new ProcessBuilder(command)
				.redirectError(Boolean.getBoolean("verbose") ? Redirect.INHERIT : Redirect.DISCARD)
				.start();
			BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				if (line.startsWith(PORT)) {
					read(lines, printed);
					return new NodeProcess(process, Integer.parseInt(line.substring(PORT.length())));
				}
			}
			throw new IllegalStateException("The node has ended with " + process.waitFor());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void read(BufferedReader lines, Consumer<String> printed) {
		Thread thread = new Thread(() -> {
			try {
				for (String line = lines.readLine(); line != null; line = lines.readLine()) {
					printed.accept(line);
				}
			}
			catch (IOException ex) {
				// The node has ended.
			}
		}, "node-output");
		thread.setDaemon(true);
		thread.start();
	}

	int port() {
		return this.port;
	}

	/**
	 * Write a line to the standard input of the node.
	 */
	void write(String line) {
		try {
			this.process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
			this.process.getOutputStream().flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * End it as {@code kill -9} does, and wait until it has ended.
	 */
	void kill() {
		this.process.destroyForcibly().onExit().join();
	}

	/**
	 * Begin to end it by SIGTERM.
	 * @param then what to do once it has ended
	 */
	void terminate(Runnable then) {
		// That of the process closes its standard input, too, which ends the node at
		// once.
		this.process.toHandle().destroy();
		this.process.onExit().thenRunAsync(then);
	}

	/**
	 * Let it stand still, with its connections open.
	 */
	void pause() {
		TestRedis.signal("STOP", this.process);
	}

	/**
	 * Let it go on.
	 */
	void resume() {
		TestRedis.signal("CONT", this.process);
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
