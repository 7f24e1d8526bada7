package io.grest.ws.resume;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.grest.ws.resume.ModelTrace.Event;
import io.grest.ws.topic.SocketTopics;
import io.grest.ws.topic.engine.MemoryCluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a client and two servers do, with commands at random, is what the model in
 * {@code docs/resume.pml} can do as well: they record what they write and read, and SPIN
 * finds the same steps in the model. The client hears a topic with history. Requires
 * {@code spin} and {@code gcc}. Run by {@code ./mvnw -Pheavy -pl grest-ws-core -am test}.
 */
@Tag("heavy")
@Timeout(1800)
class ResumeTraceTests {

	private static final String MODEL = "../../../docs/resume.pml";

	private static final String ADMITTED = "assertion violated  !(admitted)";

	// Of the model.
	private static final int MOST_LINKS = 12;

	private static final int KNOWN = 50;

	private static final int SEARCHED = 2000;

	private static final int TRACES = 200;

	private static final int STEPS = 150;

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	@TempDir
	private static Path directory;

	private static boolean compiled;

	private final MemoryCluster cluster = new MemoryCluster();

	private VirtualTimeScheduler time;

	@BeforeEach
	void stopTime() throws Exception {
		compile();
		this.time = VirtualTimeScheduler.getOrSet(true);
	}

	@AfterEach
	void letTimeGoOn() {
		VirtualTimeScheduler.reset();
	}

	@Test
	void modelCanDoWhatBothSidesDo() throws Exception {
		Set<Event> seen = EnumSet.noneOf(Event.class);
		int events = 0;
		for (long seed : LongStream.concat(LongStream.range(0, KNOWN), new Random().longs(TRACES - KNOWN)).toArray()) {
			ModelTrace trace = record(seed);
			String printed = follow(trace.toText(trace.size()));
			if (!printed.contains(ADMITTED)) {
				throw new AssertionError(
						"With seed " + seed + " the model cannot do " + describe(trace) + "\n" + printed);
			}
			events += trace.size();
			Arrays.stream(Event.values()).filter(trace::has).forEach(seen::add);
		}
		assertThat(seen).containsExactlyInAnyOrder(Event.values());
		System.out.println(TRACES + " traces with " + events + " events are runs of the model");
	}

	static Stream<Arguments> broken() {
		return Stream.of(Arguments.of("A frame arrives twice", "^(5 \\d+ \\d+ 0 0\n)", "$1$1"),
				Arguments.of("A frame does not arrive", "^5 (\\d+) 1 0 0\n((?:.*\n)*?5 \\1 2 0 0\n)", "$2"),
				Arguments.of("The answer has a count that is too high", "^2 (\\d+) 3 0 0$", "2 $1 4 0 0"),
				Arguments.of("The offer has a count that is too low", "^1 (\\d+) 3 (\\d+ \\d+)$", "1 $1 2 $2"),
				Arguments.of("The answer is another one", "^2 (\\d+) \\d+ 0 0$", "2 $1 0 2 0"),
				Arguments.of("The old link is heard after a takeover", "^(2 [1-9] \\d+ 0 0\n)", "$15 0 1 0 0\n"),
				Arguments.of("The receipt comes too early", "^(12 (\\d+) 0 0 0\n)((?:.*\n)*?16 .*\n)",
						"$116 $2 0 0 0\n$3"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("broken")
	void modelCannotDoWhatBreaksARule(String broken, String pattern, String replacement) throws Exception {
		for (long seed = 0; seed < SEARCHED; seed++) {
			ModelTrace trace = record(seed);
			String text = trace.toText(trace.size());
			String changed = Pattern.compile(pattern, Pattern.MULTILINE).matcher(text).replaceFirst(replacement);
			if (!changed.equals(text)) {
				assertThat(follow(text)).contains(ADMITTED);
				assertThat(follow(changed)).as(broken).doesNotContain(ADMITTED);
				return;
			}
		}
		throw new AssertionError("No trace has the pattern " + pattern);
	}

	/** Return the first event that the model cannot follow, with those before it. */
	private String describe(ModelTrace trace) throws Exception {
		int low = 0;
		int high = trace.size();
		while (high - low > 1) {
			int middle = (low + high) / 2;
			if (follow(trace.toText(middle)).contains(ADMITTED)) {
				low = middle;
			}
			else {
				high = middle;
			}
		}
		StringBuilder described = new StringBuilder("event " + low + ", the last of");
		for (int i = 0; i < high; i++) {
			described.append('\n').append(trace.row(i));
		}
		return described.toString();
	}

	private ModelTrace record(long seed) {
		List<SocketTopics> topics = Stream.generate(() -> SocketTopics.builder().engine(this.cluster.node()).build())
			.limit(2)
			.toList();
		topics.forEach((each) -> each.start().block(TIMEOUT));
		ResumeWorld world = new ResumeWorld(seed, this.time, topics);
		try {
			for (int i = 0; i < STEPS && world.opened() < MOST_LINKS - 2; i++) {
				step(world);
				world.faults.rethrow();
			}
			return world.trace.model();
		}
		catch (Throwable ex) {
			throw new AssertionError("With seed " + seed + ": " + ex.getMessage() + ", after\n" + world.trace, ex);
		}
		finally {
			topics.forEach((each) -> each.stop().subscribe());
		}
	}

	private static void step(ResumeWorld world) {
		Random random = world.random;
		int choice = random.nextInt(100);
		if (choice < 50) {
			world.deliver();
		}
		else if (choice < 58) {
			world.application.tellServer();
		}
		else if (choice < 64) {
			world.application.tellClient();
		}
		else if (choice < 70) {
			world.publish();
		}
		else if (choice < 74) {
			world.application.callOnce();
		}
		else if (choice < 77) {
			world.application.askClient();
		}
		else if (choice < 82) {
			world.application.answer(random);
		}
		else if (choice < 85) {
			world.cut();
		}
		else if (choice < 90) {
			world.notice();
		}
		else if (choice < 91) {
			world.reconnect();
		}
		else if (choice < 92) {
			world.move();
		}
		else if (choice == 92 && random.nextInt(3) == 0) {
			world.leaveFirst();
		}
		else {
			world.pass(Duration.ofMillis(random.nextInt(30)));
		}
	}

	// The model

	private static void compile() throws Exception {
		for (String program : List.of("spin", "gcc")) {
			Assumptions.assumeTrue(isOnPath(program),
					() -> "There is no " + program + " on the PATH: install spin and gcc to run this test");
		}
		if (!compiled) {
			run(new ProcessBuilder("spin", "-a", "-DTRACE", model().toString()));
			run(new ProcessBuilder("gcc", "-O1", "-w", "-DVECTORSZ=20000", "-DMEMLIM=1024", "-DSAFETY", "-o", "pan",
					"pan.c"));
			compiled = true;
		}
	}

	private static String follow(String trace) throws Exception {
		Path file = Files.writeString(directory.resolve("trace"), trace);
		ProcessBuilder verifier = new ProcessBuilder(directory.resolve("pan").toString(), "-E", "-m100000", "-w20");
		verifier.environment().put("TRACE", file.toString());
		return run(verifier);
	}

	private static String run(ProcessBuilder command) throws IOException, InterruptedException {
		Path printed = directory.resolve("printed");
		Process process = command.directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(printed.toFile())
			.start();
		try {
			assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("end of %s", command.command()).isTrue();
		}
		finally {
			process.destroyForcibly();
		}
		String text = Files.readString(printed);
		assertThat(process.exitValue()).as(text).isZero();
		return text;
	}

	private static Path model() throws URISyntaxException {
		Path testClasses = Path.of(ResumeTraceTests.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		return testClasses.resolve(MODEL).normalize();
	}

	private static boolean isOnPath(String program) {
		return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
			.anyMatch((folder) -> Files.isExecutable(Path.of(folder, program)));
	}

}
