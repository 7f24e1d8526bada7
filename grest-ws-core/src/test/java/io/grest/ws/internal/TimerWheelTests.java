package io.grest.ws.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TimerWheel}, in virtual time.
 */
class TimerWheelTests {

	private static final Duration PERIOD = Duration.ofSeconds(1);

	private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

	private final CountedEntries entries = new CountedEntries();

	private final TimerWheel wheel = new TimerWheel(PERIOD, 10, this.scheduler, this.entries);

	@AfterEach
	void disposeScheduler() {
		this.scheduler.dispose();
	}

	@Test
	void standsStillBeforeStart() {
		this.entries.count.set(1);
		pass(PERIOD);
		assertThat(this.entries.ticks).isEmpty();
		assertThat(this.wheel.now()).isZero();
	}

	@Test
	void countsTicksOfPeriodWhileThereAreEntries() {
		start();
		pass(Duration.ofMillis(99));
		assertThat(this.entries.ticks).isEmpty();
		pass(Duration.ofMillis(1));
		assertThat(this.entries.ticks).containsExactly(1L);
		pass(Duration.ofMillis(200));
		assertThat(this.entries.ticks).containsExactly(1L, 2L, 3L);
		assertThat(this.wheel.now()).isEqualTo(3);
	}

	@Test
	void ticksOnceAfterManyStarts() {
		start();
		start();
		pass(Duration.ofMillis(150));
		start();
		pass(Duration.ofMillis(50));
		assertThat(this.entries.ticks).containsExactly(1L, 2L);
	}

	@Test
	void stopsOnTickWithoutEntries() {
		start();
		pass(Duration.ofMillis(150));
		this.entries.count.set(0);
		pass(PERIOD);
		assertThat(this.entries.ticks).containsExactly(1L, 2L);
	}

	@Test
	void continuesCountingAfterStop() {
		start();
		this.entries.count.set(0);
		pass(PERIOD);
		start();
		pass(Duration.ofMillis(100));
		assertThat(this.entries.ticks).containsExactly(1L, 2L);
	}

	@Test
	void turnsOnForEntryAddedWhileStopping() {
		start();
		this.entries.count.set(0);
		this.entries.whenFoundEmpty = this::start;
		pass(Duration.ofMillis(200));
		assertThat(this.entries.ticks).containsExactly(1L, 2L);
	}

	@Test
	void rejectsEachStartAfterShutdownOfScheduler() {
		this.scheduler.dispose();
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(this::start);
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(this::start);
	}

	@Test
	void measuresTimeInWholeTicks() {
		assertThat(this.wheel.ticksIn(Duration.ofMillis(399))).isEqualTo(3);
		start();
		pass(Duration.ofMillis(350));
		assertThat(this.wheel.since(1)).isEqualTo(Duration.ofMillis(200));
	}

	@Test
	void ticksEveryMillisecondAtMost() {
		TimerWheel fast = new TimerWheel(Duration.ofMillis(5), 10, this.scheduler, this.entries);
		this.entries.count.set(1);
		fast.start();
		pass(Duration.ofMillis(3));
		assertThat(fast.now()).isEqualTo(3);
	}

	private void start() {
		this.entries.count.set(1);
		this.wheel.start();
	}

	private void pass(Duration time) {
		this.scheduler.advanceTimeBy(time);
	}

	private static final class CountedEntries implements TimerWheel.Entries {

		private final AtomicInteger count = new AtomicInteger();

		private final List<Long> ticks = new ArrayList<>();

		private Runnable whenFoundEmpty = () -> {
		};

		@Override
		public boolean isEmpty() {
			boolean empty = this.count.get() == 0;
			if (empty) {
				this.whenFoundEmpty.run();
			}
			return empty;
		}

		@Override
		public void ticked(long tick) {
			this.ticks.add(tick);
		}

	}

}
