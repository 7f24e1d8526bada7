package io.grest.ws.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.grest.ws.benchmarks.load.Scenario.Server;
import org.jspecify.annotations.Nullable;

/**
 * Flight recording of one server in one scenario, if requested.
 *
 * @param pid the id of the server's process
 * @param file the file to write, or {@code null} for no recording
 */
record Recording(long pid, @Nullable Path file) {

	static Recording of(Options options, Scenario scenario, Server server, int round)
			throws IOException, InterruptedException {
		if (options.recordings().isEmpty() || round < options.rounds()) {
			return new Recording(server.process().pid(), null);
		}
		Path file = Files.createDirectories(Path.of(options.recordings()).toAbsolutePath())
			.resolve(server.contestant().name() + "-" + scenario.name() + ".jfr");
		Recording recording = new Recording(server.process().pid(), file);
		recording.jcmd("JFR.start", "name=load", "settings=profile");
		return recording;
	}

	void end() throws IOException, InterruptedException {
		if (this.file != null) {
			jcmd("JFR.stop", "name=load", "filename=" + this.file);
		}
	}

	private void jcmd(String command, String... arguments) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(System.getProperty("java.home") + "/bin/jcmd", String.valueOf(this.pid),
				command, String.join(" ", arguments))
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		if (process.waitFor() != 0) {
			throw new IOException(command + " failed");
		}
	}

}
