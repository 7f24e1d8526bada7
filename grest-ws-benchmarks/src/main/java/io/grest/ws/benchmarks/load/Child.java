package io.grest.ws.benchmarks.load;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Java process on a dedicated core, controlled by lines on its standard streams.
 */
final class Child {

	// The unit of times in proc(5), which getconf CLK_TCK reports as 100 on all
	// platforms.
	private static final double TICKS_PER_SECOND = 100;

	private final String name;

	private final Process process;

	private final BufferedReader answers;

	private final Writer commands;

	private Child(String name, Process process) {
		this.name = name;
		this.process = process;
		this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
		this.commands = process.outputWriter(StandardCharsets.UTF_8);
	}

	/**
	 * Start a process, and wait until it is ready.
	 */
	static Child start(String core, Class<?> main, List<String> arguments, List<String> jars, List<String> options) {
		List<String> command = new ArrayList<>(List.of("taskset", "-c", core, javaHome() + "/bin/java", "-Xms1g",
				"-Xmx2g", "-XX:+UseSerialGC", "-cp", classPath(jars)));
		command.addAll(options);
		command.add(main.getName());
		command.addAll(arguments);
		try {
			Child child = new Child(String.join(" ", arguments),
					new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
			child.expect("ready");
			return child;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String javaHome() {
		return System.getProperty("java.home");
	}

	private static String classPath(List<String> jars) {
		return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> isFor(Path.of(entry).getFileName().toString(), jars))
			.collect(Collectors.joining(File.pathSeparator));
	}

	private static boolean isFor(String file, List<String> jars) {
		return Contestant.SPECIAL.stream().noneMatch(file::startsWith) || jars.stream().anyMatch(file::startsWith);
	}

	private void expect(String answer) throws IOException {
		String line = read();
		if (!line.equals(answer)) {
			throw new IllegalStateException(this.name + " answered '" + line + "' instead of '" + answer + "'");
		}
	}

	private String read() throws IOException {
		for (String line = this.answers.readLine(); line != null; line = this.answers.readLine()) {
			if (line.startsWith("@")) {
				return line.substring(1);
			}
			System.err.println(this.name + ": " + line);
		}
		throw new IllegalStateException(this.name + " has ended");
	}

	/**
	 * Send a line, and wait for the answer.
	 */
	String ask(String command) {
		try {
			this.commands.write(command + "\n");
			this.commands.flush();
			return read();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return the CPU time of the process in seconds, without that of the just-in-time
	 * compilers, whose work does not depend on the current measurement.
	 */
	double cpuSeconds() {
		try (Stream<Path> threads = Files.list(Path.of("/proc/" + this.process.pid() + "/task"))) {
			return threads.mapToLong((thread) -> ticks(thread, false)).sum() / TICKS_PER_SECOND;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return the CPU time of the process in seconds, with that of the just-in-time
	 * compilers, and of threads that have ended.
	 */
	double allCpuSeconds() {
		return ticks(Path.of("/proc/" + this.process.pid()), true) / TICKS_PER_SECOND;
	}

	private static long ticks(Path thread, boolean compilers) {
		try {
			String stat = Files.readString(thread.resolve("stat"));
			// The second field, the name, is in parentheses and may contain any
			// character.
			int end = stat.lastIndexOf(')');
			if (!compilers && stat.substring(0, end).contains(" CompilerThre")) {
				return 0;
			}
			String[] fields = stat.substring(end + 2).split(" ");
			return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
		}
		catch (IOException ex) {
			// The thread has just ended.
			return 0;
		}
	}

	long pid() {
		return this.process.pid();
	}

	/**
	 * End the process by closing its standard input.
	 */
	void close() throws IOException, InterruptedException {
		this.commands.close();
		this.process.waitFor();
	}

}
