package io.grest.ws.resume;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client and a server that are given commands at random, with all that may happen to
 * the sockets between them, follow the rules of {@code docs/resume.pml}: what both write
 * and read is followed by {@link ResumeRules}, and what becomes of messages and calls by
 * {@link ResumeApplication}. A run is repeated by its seed.
 */
@Timeout(1800)
class RandomResumeTests {

	private static final int KNOWN = 2;

	private static final int STEPS = 500;

	private static final int UNTIL_QUIET = 150;

	private final Map<String, Integer> taken = new TreeMap<>();

	private VirtualTimeScheduler time;

	@BeforeEach
	void stopTime() {
		this.time = VirtualTimeScheduler.getOrSet(true);
	}

	@AfterEach
	void letTimeGoOn() {
		VirtualTimeScheduler.reset();
	}

	@Test
	void followsRules() {
		run(4);
	}

	@Test
	@Tag("heavy")
	void followsRulesInManySteps() {
		run(200);
		assertThat(this.taken).containsKeys("same", "clean", "new", "takes over", "comes back", "fenced", "receipt",
				"cannot go on", "ends with its link", "late for the client");
	}

	private void run(int runs) {
		LongStream.concat(LongStream.range(0, KNOWN), new Random().longs(runs - KNOWN)).forEach((seed) -> {
			ResumeWorld world = new ResumeWorld(seed, this.time);
			try {
				for (int i = 0; i < STEPS; i++) {
					step(world);
					world.faults.rethrow();
					world.rules.checkStates();
					if (i % UNTIL_QUIET == UNTIL_QUIET - 1) {
						world.settle();
					}
				}
				world.settle();
				world.faults.rethrow();
			}
			catch (Throwable ex) {
				throw new AssertionError("With seed " + seed + ": " + ex.getMessage() + ", after\n" + world.trace, ex);
			}
			world.trace.steps().forEach((step, times) -> this.taken.merge(step, times, Integer::sum));
		});
	}

	private static void step(ResumeWorld world) {
		Random random = world.random;
		int choice = random.nextInt(1000);
		if (choice < 480) {
			world.deliver();
		}
		else if (choice < 580) {
			world.application.tellServer();
		}
		else if (choice < 680) {
			world.application.tellClient();
		}
		else if (choice < 730) {
			world.application.callOnce();
		}
		else if (choice < 750) {
			world.application.callAgain();
		}
		else if (choice < 780) {
			world.application.askClient();
		}
		else if (choice < 850) {
			world.application.answer(random);
		}
		else if (choice < 855) {
			world.application.cancel(random);
		}
		else if (choice < 880) {
			world.cut();
		}
		else if (choice < 915) {
			world.notice();
		}
		else if (choice < 925) {
			world.reconnect();
		}
		else if (choice < 985) {
			world.pass(Duration.ofMillis(random.nextInt(30)));
		}
		else {
			stepSeldom(world, choice - 985);
		}
	}

	private static void stepSeldom(ResumeWorld world, int choice) {
		switch (choice) {
			case 0, 1, 2, 3, 4 -> world.pass(Duration.ofSeconds(6));
			case 5, 6 -> world.expire();
			case 7, 8, 9 -> world.leave();
			case 10, 11 -> world.kill();
			case 12 -> flood(world, world.application::tellServer);
			case 13 -> flood(world, world.application::tellClient);
			default -> world.pass(Duration.ofMillis(1));
		}
	}

	// More than waits anywhere.
	private static void flood(ResumeWorld world, Runnable tell) {
		world.trace.loosen();
		for (int i = 0; i < 80; i++) {
			tell.run();
		}
	}

}
