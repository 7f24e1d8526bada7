package io.grest.ws.internal.call;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RateLimit}.
 */
class RateLimitTests {

	// As System.nanoTime(), which may begin anywhere.
	private final AtomicLong nanoTime = new AtomicLong(-7);

	private final RateLimit limit = new RateLimit(3, this.nanoTime::get);

	@Test
	void grantsCallsOfOneSecondAtOnce() {
		takeAll();
		assertThat(this.limit.tryTake()).isFalse();
	}

	@Test
	void grantsCallAfterItsShareOfSecond() {
		takeAll();
		pass(Duration.ofNanos(333_333_333));
		assertThat(this.limit.tryTake()).isFalse();
		pass(Duration.ofNanos(1));
		assertThat(this.limit.tryTake()).isTrue();
		assertThat(this.limit.tryTake()).isFalse();
	}

	@Test
	void losesNoFractionBetweenCalls() {
		takeAll();
		for (int second = 0; second < 10; second++) {
			int granted = 0;
			for (int call = 0; call < 10; call++) {
				pass(Duration.ofMillis(100));
				granted += this.limit.tryTake() ? 1 : 0;
			}
			assertThat(granted).as("second " + second).isEqualTo(3);
		}
	}

	@Test
	void savesNoMoreThanOneSecond() {
		takeAll();
		pass(Duration.ofMillis(500));
		assertThat(this.limit.tryTake()).isTrue();
		pass(Duration.ofDays(100 * 365));
		takeAll();
		assertThat(this.limit.tryTake()).isFalse();
	}

	@Test
	void ignoresPeerAfterOneSecondOfRefusals() {
		takeAll();
		for (int refusal = 1; refusal <= 3; refusal++) {
			this.limit.tryTake();
			assertThat(this.limit.isIgnored()).isFalse();
		}
		this.limit.tryTake();
		assertThat(this.limit.isIgnored()).isTrue();
	}

	@Test
	void countsRefusalsInRowOnly() {
		takeAll();
		for (int i = 0; i < 10; i++) {
			this.limit.tryTake();
			this.limit.tryTake();
			this.limit.tryTake();
			assertThat(this.limit.isIgnored()).isFalse();
			pass(Duration.ofNanos(333_333_334));
			assertThat(this.limit.tryTake()).isTrue();
		}
	}

	private void takeAll() {
		for (int call = 0; call < 3; call++) {
			assertThat(this.limit.tryTake()).isTrue();
		}
	}

	private void pass(Duration time) {
		this.nanoTime.addAndGet(time.toNanos());
	}

}
