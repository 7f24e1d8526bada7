package io.grest.ws.demo.chat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the counter of messages, in virtual time.
 */
class ActivityMonitorTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final Duration TICK = Duration.ofSeconds(1);

	private final VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();

	private final ActivityMonitor monitor = new ActivityMonitor();

	@AfterEach
	void returnToRealTime() {
		VirtualTimeScheduler.reset();
	}

	@BeforeEach
	void beginInTheMiddleOfTheDay() {
		this.time.advanceTimeBy(Duration.ofHours(12));
	}

	@Test
	void sendsCurrentActivityAtOnce() {
		say("kitchen");
		StepVerifier.create(watch())
			.then(this.time::advanceTime)
			.expectNext(Map.of("kitchen", 1))
			.thenCancel()
			.verify(TIMEOUT);
	}

	@Test
	void sendsChangesOnceInTick() {
		StepVerifier.create(watch())
			.then(this.time::advanceTime)
			.expectNext(Map.of())
			.then(() -> say("kitchen", "attic", "kitchen"))
			.expectNoEvent(Duration.ZERO)
			.then(() -> this.time.advanceTimeBy(TICK))
			.expectNext(Map.of("kitchen", 2, "attic", 1))
			.expectNoEvent(Duration.ofSeconds(10))
			.thenCancel()
			.verify(TIMEOUT);
	}

	@Test
	void forgetsMessagesAfterMinute() {
		say("kitchen");
		this.time.advanceTimeBy(Duration.ofSeconds(30));
		say("kitchen", "attic");
		StepVerifier.create(watch())
			.then(this.time::advanceTime)
			.expectNext(Map.of("kitchen", 2, "attic", 1))
			.then(() -> this.time.advanceTimeBy(Duration.ofSeconds(30)))
			.expectNext(Map.of("kitchen", 1, "attic", 1))
			.then(() -> this.time.advanceTimeBy(Duration.ofSeconds(30)))
			.expectNext(Map.of())
			.thenCancel()
			.verify(TIMEOUT);
	}

	@Test
	void sendsLatestToSlowWatcher() {
		StepVerifier.create(watch(), 0).then(this.time::advanceTime).then(() -> {
			for (int i = 0; i < 100; i++) {
				say("kitchen");
				this.time.advanceTimeBy(TICK);
			}
		}).thenRequest(1).expectNext(Map.of("kitchen", 59)).thenCancel().verify(TIMEOUT);
	}

	@Test
	void sendsSameToAllWatchers() {
		AtomicReference<Activity> other = new AtomicReference<>();
		this.monitor.watch().subscribe(other::set);
		this.time.advanceTimeBy(TICK);
		say("attic");
		this.time.advanceTimeBy(TICK);
		StepVerifier.create(this.monitor.watch())
			.assertNext((activity) -> assertThat(activity).isSameAs(other.get()))
			.thenCancel()
			.verify(TIMEOUT);
	}

	@Test
	void beginsAnewAfterLastWatcherHasLeft() {
		Disposable first = this.monitor.watch().subscribe();
		this.time.advanceTimeBy(TICK);
		first.dispose();
		say("attic");
		StepVerifier.create(watch())
			.then(this.time::advanceTime)
			.expectNext(Map.of("attic", 1))
			.thenCancel()
			.verify(TIMEOUT);
	}

	@Test
	void endsStreamsBeforeShutdown() {
		StepVerifier.create(watch())
			.then(this.time::advanceTime)
			.expectNext(Map.of())
			.then(this.monitor::end)
			.expectComplete()
			.verify(TIMEOUT);
	}

	private Flux<Map<String, Integer>> watch() {
		return this.monitor.watch().map(Activity::messages);
	}

	private void say(String... rooms) {
		List.of(rooms).forEach(this.monitor::count);
	}

}
