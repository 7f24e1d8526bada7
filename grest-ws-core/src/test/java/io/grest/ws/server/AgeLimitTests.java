package io.grest.ws.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link AgeLimit}, in virtual time.
 */
class AgeLimitTests {

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final List<String> asked = new ArrayList<>();

	private boolean askable = true;

	private final AgeLimit<String> limit = new AgeLimit<>(Duration.ofHours(1), this.time, (connection) -> {
		if (this.askable) {
			this.asked.add(connection);
		}
		return this.askable;
	});

	@Test
	void asksOnceAtTheAgeOrTenthMoreOrLess() {
		this.limit.add("a");
		this.time.advanceTimeBy(Duration.ofMinutes(53));
		assertThat(this.asked).isEmpty();
		this.time.advanceTimeBy(Duration.ofMinutes(14));
		assertThat(this.asked).containsExactly("a");
		this.time.advanceTimeBy(Duration.ofHours(3));
		assertThat(this.asked).containsExactly("a");
	}

	@Test
	void spreadsThoseThatWereOpenedTogether() {
		IntStream.range(0, 1000).forEach((i) -> this.limit.add("connection " + i));
		this.time.advanceTimeBy(Duration.ofMinutes(53));
		assertThat(this.asked).isEmpty();
		int most = 0;
		for (int second = 0; second < 14 * 60; second += 10) {
			int before = this.asked.size();
			this.time.advanceTimeBy(Duration.ofSeconds(10));
			most = Math.max(most, this.asked.size() - before);
		}
		assertThat(this.asked).hasSize(1000);
		// 14 on average of the 72 steps of 10 s.
		assertThat(most).isLessThan(50);
	}

	@Test
	void doesNotAskOneThatHasClosed() {
		this.limit.add("a");
		this.limit.remove("a");
		this.time.advanceTimeBy(Duration.ofHours(2));
		assertThat(this.asked).isEmpty();
		assertThat(this.limit.isEmpty()).isTrue();
	}

	@Test
	void asksLaterIfItCannotBeAsked() {
		this.askable = false;
		this.limit.add("a");
		this.time.advanceTimeBy(Duration.ofHours(2));
		this.askable = true;
		this.time.advanceTimeBy(Duration.ofSeconds(4));
		assertThat(this.asked).containsExactly("a");
	}

	@Test
	void addsConnectionThoughSchedulerIsShutDown() {
		this.time.dispose();
		this.limit.add("a");
		assertThat(this.limit.isEmpty()).isFalse();
	}

	@Test
	void limitOutOfRangeIsNamed() {
		assertThat(AgeLimit.isLimit(Duration.ZERO)).isFalse();
		assertThat(AgeLimit.isLimit(Duration.ofSeconds(1))).isTrue();
		assertThatIllegalArgumentException().isThrownBy(() -> AgeLimit.isLimit(Duration.ofMillis(999)))
			.withMessage("maxAge is PT0.999S: it must be at least 1 s, or 0 for no limit");
		assertThatIllegalArgumentException().isThrownBy(() -> AgeLimit.isLimit(Duration.ofSeconds(-1)))
			.withMessage("maxAge is PT-1S: it must be at least 1 s, or 0 for no limit");
	}

}
