package io.grest.ws.observation;

import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RecentCauses}.
 */
class RecentCausesTests {

	private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);

	private final RecentCauses causes = new RecentCauses(this.now::get);

	@Test
	void takesEachCauseOnceAnHour() {
		assertThat(this.causes.add("a")).isTrue();
		assertThat(this.causes.add("a")).isFalse();
		assertThat(this.causes.add("b")).isTrue();
		this.now.addAndGet(RecentCauses.PERIOD - 1);
		assertThat(this.causes.add("a")).isFalse();
		this.now.incrementAndGet();
		assertThat(this.causes.add("a")).isTrue();
		assertThat(this.causes.add("a")).isFalse();
	}

	@Test
	void takesNoMoreThanItsLimitAnHour() {
		for (int i = 0; i < RecentCauses.MOST; i++) {
			assertThat(this.causes.add("invented " + i)).isTrue();
		}
		assertThat(this.causes.add("one more")).isFalse();
		this.now.addAndGet(RecentCauses.PERIOD);
		assertThat(this.causes.add("one more")).isTrue();
	}

}
