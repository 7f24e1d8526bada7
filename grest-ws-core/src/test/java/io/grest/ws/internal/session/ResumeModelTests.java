package io.grest.ws.internal.session;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The extension {@code resume} as a model in Promela, {@code docs/resume.pml}, which SPIN
 * checks in each order of events: the rules hold in all configurations, and each rule is
 * needed. Requires {@code spin} and {@code gcc}. Run by
 * {@code ./mvnw -Pheavy -pl grest-ws-core -am test}.
 */
@Tag("heavy")
class ResumeModelTests {

	private static final String MODEL = "../../../docs/resume.pml";

	private static final int MINUTES = 8;

	private static final Pattern CONFIGURATION = Pattern.compile("(?m)^#(?:el)?if defined\\((\\w+)\\)\n/\\*");

	private static final Pattern BROKEN_RULE = Pattern
		.compile("(?m)^ \\* (?:R\\d|  )  ([A-Z_,]+) +([A-Z_]+) +([a-z_]+)  ");

	private static final Pattern CONDITION = Pattern.compile("(?m)^#(?:if|elif).*$");

	private static final Pattern NAME = Pattern.compile("\\b[A-Z][A-Z_]+\\b");

	@TempDir
	private Path directory;

	@ParameterizedTest
	@MethodSource("configurations")
	@Timeout(value = 3 * MINUTES, unit = TimeUnit.MINUTES)
	void holdsWithAllRules(String configuration) throws Exception {
		assertThat(verify(List.of(configuration))).contains("errors: 0").doesNotContain("Search not completed");
	}

	@ParameterizedTest
	@MethodSource("brokenRules")
	@Timeout(value = 3 * MINUTES, unit = TimeUnit.MINUTES)
	void failsWithoutRule(BrokenRule broken) throws Exception {
		assertThat(verify(broken.definitions())).contains("errors: 1").contains(broken.error());
	}

	@Test
	void breaksEachRuleThatModelHas() throws Exception {
		String model = Files.readString(model());
		Set<String> switches = CONDITION.matcher(model)
			.results()
			.flatMap((condition) -> NAME.matcher(condition.group()).results())
			.map(MatchResult::group)
			.collect(Collectors.toCollection(TreeSet::new));
		configurations().forEach(switches::remove);
		switches.removeAll(Set.of("NODES", "TRACE"));
		assertThat(brokenRules().flatMap((broken) -> broken.switches().stream()).distinct())
			.containsExactlyInAnyOrderElementsOf(switches)
			.contains("NO_SERVER_BASE", "NUMBER_IN_QUEUE", "LATE_FENCE", "EARLY_RECEIPT", "NO_OLD_TOKEN");
	}

	static Stream<String> configurations() throws IOException, URISyntaxException {
		return CONFIGURATION.matcher(Files.readString(model())).results().map((match) -> match.group(1));
	}

	// The model lists what breaks its rules, and what comes of it.
	static Stream<BrokenRule> brokenRules() throws IOException, URISyntaxException {
		return BROKEN_RULE.matcher(Files.readString(model()))
			.results()
			.map((match) -> new BrokenRule(match.group(2), List.of(match.group(1).split(",")), match.group(3)));
	}

	/**
	 * Return what the verifier prints: it searches all states, for assertions that do not
	 * hold and for runs without an end.
	 */
	private String verify(List<String> definitions) throws Exception {
		for (String program : List.of("spin", "gcc")) {
			Assumptions.assumeTrue(isOnPath(program),
					() -> "There is no " + program + " on the PATH: install spin and gcc to run this test");
		}
		List<String> spin = new ArrayList<>(List.of("spin", "-a"));
		definitions.forEach((definition) -> spin.add("-D" + definition));
		spin.add(model().toString());
		run(spin);
		run(List.of("gcc", "-O1", "-w", "-DNP", "-DCOLLAPSE", "-DMEMLIM=2048", "-o", "pan", "pan.c"));
		return run(List.of(this.directory.resolve("pan").toString(), "-l", "-m400000"));
	}

	private String run(List<String> command) throws IOException, InterruptedException {
		Path printed = this.directory.resolve("printed");
		Process process = new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(printed.toFile())
			.start();
		try {
			assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).as("end of %s", command).isTrue();
		}
		finally {
			process.destroyForcibly();
		}
		String text = Files.readString(printed);
		assertThat(process.exitValue()).as(text).isZero();
		return text;
	}

	private static Path model() throws URISyntaxException {
		Path testClasses = Path.of(ResumeModelTests.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		return testClasses.resolve(MODEL).normalize();
	}

	private static boolean isOnPath(String program) {
		return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
			.anyMatch((directory) -> Files.isExecutable(Path.of(directory, program)));
	}

	/**
	 * A configuration with switches that break a rule, and the property that does not
	 * hold then.
	 */
	record BrokenRule(String configuration, List<String> switches, String property) {

		List<String> definitions() {
			return Stream.concat(Stream.of(this.configuration), this.switches.stream()).toList();
		}

		String error() {
			return this.property.equals("endless") ? "non-progress cycle"
					: "assertion violated  !(" + this.property + ")";
		}

		@Override
		public String toString() {
			return this.configuration + " with " + String.join(", ", this.switches);
		}

	}

}
