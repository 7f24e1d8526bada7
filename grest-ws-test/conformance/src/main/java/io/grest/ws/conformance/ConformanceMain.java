package io.grest.ws.conformance;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Command that holds an implementation of the protocol, in any language, against the
 * conformance cases: <pre>
 * java io.grest.ws.conformance.ConformanceMain --server ws://localhost:8080
 * java io.grest.ws.conformance.ConformanceMain --client "node client.js"
 * </pre>
 *
 * <p>
 * Each case is printed as passed or failed, with the step that failed, what was expected
 * and what came. The exit status is 0 if all cases passed, 1 if one failed or could not
 * be run, and 2 if the arguments are invalid, or the client cannot be started, or the
 * report cannot be written.
 *
 * @since 0.1.0
 */
public final class ConformanceMain {

	private static final String USAGE = """
			Usage: java io.grest.ws.conformance.ConformanceMain [options]
			  --server [FOR@]URL  a server under test, such as ws://localhost:8080. FOR are the cases that it is for:
			                      a file, or options that it was started with, or both, by commas, such as
			                      resume-server,resumeFrames=8. Several servers may be given.
			  --client COMMAND    clients under test: the command, split at spaces, that starts a process which takes
			                      lines of JSON
			  --only TEXT         runs the cases with this text in their file or name; may be given more than once
			  --except TEXT       leaves out the cases with this text in their file or name
			  --list              lists the cases, with the options that they need, and runs none
			  --report FILE       writes a report in the XML of JUnit""";

	private ConformanceMain() {
	}

	/**
	 * Run the cases, and exit.
	 * @param arguments the options
	 */
	public static void main(String[] arguments) {
		System.exit(run(System.out, System.err, arguments));
	}

	static int run(PrintStream out, PrintStream err, String... arguments) {
		Arguments parsed;
		try {
			parsed = Arguments.parse(arguments);
		}
		catch (IllegalArgumentException ex) {
			err.println(ex.getMessage());
			err.println(USAGE);
			return 2;
		}
		List<ConformanceCase> cases = parsed.cases();
		if (cases.isEmpty()) {
			err.println("No case has such a file or name: look at --list");
			return 2;
		}
		if (parsed.list()) {
			cases.forEach((conformanceCase) -> out.println(listed(conformanceCase)));
			return 0;
		}
		try {
			return runAll(out, parsed, cases);
		}
		catch (IOException ex) {
			err.println(ex.getMessage());
			return 2;
		}
	}

	private static String listed(ConformanceCase conformanceCase) {
		String options = conformanceCase.options().toString();
		return options.isEmpty() ? conformanceCase.toString() : conformanceCase + " (" + options + ")";
	}

	private static int runAll(PrintStream out, Arguments arguments, List<ConformanceCase> cases) throws IOException {
		List<CaseResult> results = new ArrayList<>();
		try (RawClient client = new RawClient(); ProcessClients clients = startClients(arguments.client())) {
			for (ConformanceCase conformanceCase : cases) {
				CaseResult result = (clients != null && ConformanceCase.CLIENT_FILES.contains(conformanceCase.file()))
						? runClient(conformanceCase, clients) : runServer(conformanceCase, client, arguments.servers());
				out.println(result);
				results.add(result);
			}
		}
		long passed = count(results, CaseResult.Outcome.PASSED);
		out.printf("%d cases: %d passed, %d failed, %d not run%n", results.size(), passed,
				count(results, CaseResult.Outcome.FAILED), count(results, CaseResult.Outcome.NOT_RUN));
		if (arguments.report() != null) {
			JUnitReport.write(arguments.report(), results);
		}
		return (passed == results.size()) ? 0 : 1;
	}

	private static @Nullable ProcessClients startClients(List<String> command) throws IOException {
		return command.isEmpty() ? null : new ProcessClients(
				new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
	}

	private static CaseResult runServer(ConformanceCase conformanceCase, RawClient client, List<Target> servers) {
		Optional<Target> target = Target.of(servers, conformanceCase);
		if (target.isEmpty()) {
			String options = conformanceCase.options().toString();
			return CaseResult.notRun(conformanceCase,
					options.isEmpty() ? "No server was given for this file: add --server ws://host:port"
							: "It needs a server that was started with " + options + ": add --server " + options
									+ "@ws://host:port, or leave it out by --except");
		}
		return CaseResult.of(conformanceCase, () -> conformanceCase.runServer(client, target.get().uri()));
	}

	private static CaseResult runClient(ConformanceCase conformanceCase, ProcessClients clients) {
		return CaseResult.of(conformanceCase,
				() -> conformanceCase.runClient((url) -> clients.client(url, conformanceCase)));
	}

	private static long count(List<CaseResult> results, CaseResult.Outcome outcome) {
		return results.stream().filter((result) -> result.outcome() == outcome).count();
	}

}
