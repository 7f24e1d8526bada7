package io.grest.ws.internal.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SessionTimer}, in virtual time.
 */
class SessionTimerTests {

	private static final Duration DELAY = Duration.ofSeconds(5);

	private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

	private final SessionTimer timer = new SessionTimer(this.scheduler);

	private final List<String> events = new ArrayList<>();

	@AfterEach
	void disposeScheduler() {
		this.scheduler.dispose();
	}

	@Test
	void runsTaskAfterDelay() {
		this.timer.schedule(DELAY, () -> this.events.add("task"));
		pass(Duration.ofMillis(4_999));
		assertThat(this.events).isEmpty();
		pass(Duration.ofMillis(1));
		assertThat(this.events).containsExactly("task");
	}

	@Test
	void replacesScheduledTask() {
		this.timer.schedule(DELAY, () -> this.events.add("handshake"));
		this.timer.schedule(DELAY, () -> this.events.add("close"));
		pass(DELAY);
		assertThat(this.events).containsExactly("close");
	}

	@Test
	void cancelsTaskAndTakesAnother() {
		this.timer.schedule(DELAY, () -> this.events.add("handshake"));
		this.timer.clear();
		pass(DELAY);
		assertThat(this.events).isEmpty();
		this.timer.schedule(DELAY, () -> this.events.add("close"));
		pass(DELAY);
		assertThat(this.events).containsExactly("close");
	}

	@Test
	void runsNothingOnceEnded() {
		this.timer.schedule(DELAY, () -> this.events.add("before"));
		this.timer.end();
		this.timer.schedule(DELAY, () -> this.events.add("after"));
		pass(DELAY);
		assertThat(this.events).isEmpty();
	}

	@Test
	void runsIndependentTaskBesideItsOwn() {
		this.timer.schedule(DELAY, () -> this.events.add("own"));
		this.timer.later(DELAY, () -> this.events.add("independent"));
		Disposable cancelled = this.timer.later(DELAY, () -> this.events.add("cancelled"));
		cancelled.dispose();
		this.timer.end();
		pass(DELAY);
		assertThat(this.events).containsExactly("independent");
	}

	@Test
	void ignoresSchedulerThatIsShutDown() {
		this.scheduler.dispose();
		this.timer.schedule(DELAY, () -> this.events.add("task"));
		assertThat(this.timer.later(DELAY, () -> this.events.add("task")).isDisposed()).isTrue();
	}

	private void pass(Duration time) {
		this.scheduler.advanceTimeBy(time);
	}

}
