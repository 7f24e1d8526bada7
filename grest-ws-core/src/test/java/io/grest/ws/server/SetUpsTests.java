package io.grest.ws.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.grest.ws.server.SetUps.Outcome;
import io.grest.ws.server.SetUps.Turn;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link SetUps}, in virtual time.
 */
class SetUpsTests {

	private static final Duration MAX_WAIT = Duration.ofSeconds(3);

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final List<Outcome> outcomes = new ArrayList<>();

	private SetUps setUps = limited(0, 0, 0);

	private SetUps limited(int perSecond, int concurrent, int waiting) {
		return new SetUps(new SetUpLimits(perSecond, concurrent, waiting, MAX_WAIT), this.time);
	}

	private List<Turn> enter(int count) {
		return IntStream.range(0, count).mapToObj((i) -> enter()).toList();
	}

	private Turn enter() {
		Turn turn = this.setUps.newTurn();
		turn.enter().subscribe(this.outcomes::add);
		return turn;
	}

	private long begun() {
		return count(Outcome.BEGUN);
	}

	private long count(Outcome outcome) {
		return this.outcomes.stream().filter(outcome::equals).count();
	}

	@Test
	void beginsAsManyInSecondAsAllowed() {
		this.setUps = limited(100, 0, 250);
		enter(250);
		assertThat(begun()).isEqualTo(10);
		this.time.advanceTimeBy(Duration.ofSeconds(1));
		assertThat(begun()).isBetween(105L, 111L);
		this.time.advanceTimeBy(Duration.ofSeconds(1));
		assertThat(begun()).isBetween(205L, 211L);
		this.time.advanceTimeBy(Duration.ofSeconds(1));
		assertThat(this.outcomes).hasSize(250).containsOnly(Outcome.BEGUN);
		assertThat(this.setUps.waiting()).isZero();
	}

	@Test
	void beginsAtOnceAfterPause() {
		this.setUps = limited(1, 0, 0);
		enter(2);
		assertThat(this.outcomes).containsExactly(Outcome.BEGUN, Outcome.FULL);
		this.time.advanceTimeBy(Duration.ofSeconds(10));
		enter(2);
		assertThat(this.outcomes).containsExactly(Outcome.BEGUN, Outcome.FULL, Outcome.BEGUN, Outcome.FULL);
	}

	@Test
	void refusesOneThatCannotWait() {
		this.setUps = limited(0, 2, 3);
		enter(6);
		assertThat(this.outcomes).containsExactly(Outcome.BEGUN, Outcome.BEGUN, Outcome.FULL);
		assertThat(this.setUps.waiting()).isEqualTo(3);
	}

	@Test
	void beginsNextInOrderWhenOneEnds() {
		this.setUps = limited(0, 1, 10);
		Turn first = enter();
		List<String> order = new ArrayList<>();
		for (String name : List.of("a", "b", "c")) {
			Turn turn = this.setUps.newTurn();
			turn.enter().subscribe((outcome) -> {
				order.add(name);
				turn.end();
			});
		}
		assertThat(order).isEmpty();
		first.end();
		this.time.advanceTimeBy(Duration.ZERO);
		assertThat(order).containsExactly("a", "b", "c");
	}

	@Test
	void countsEndOnce() {
		this.setUps = limited(0, 1, 0);
		Turn turn = enter();
		turn.end();
		turn.end();
		enter(2);
		assertThat(this.outcomes).containsExactly(Outcome.BEGUN, Outcome.BEGUN, Outcome.FULL);
	}

	@Test
	void refusesOneThatHasWaitedForTooLong() {
		this.setUps = limited(0, 1, 10);
		enter(2);
		this.time.advanceTimeBy(MAX_WAIT.minusMillis(1));
		assertThat(this.outcomes).containsExactly(Outcome.BEGUN);
		this.time.advanceTimeBy(Duration.ofMillis(20));
		assertThat(this.outcomes).containsExactly(Outcome.BEGUN, Outcome.LATE);
		assertThat(this.setUps.waiting()).isZero();
	}

	@Test
	void forgetsClientThatLeaves() {
		this.setUps = limited(0, 1, 1);
		Turn first = enter();
		Turn leaving = this.setUps.newTurn();
		Disposable waiting = leaving.enter().subscribe(this.outcomes::add);
		waiting.dispose();
		leaving.end();
		assertThat(this.setUps.waiting()).isZero();
		enter();
		first.end();
		this.time.advanceTimeBy(Duration.ZERO);
		assertThat(this.outcomes).containsExactly(Outcome.BEGUN, Outcome.BEGUN);
	}

	@Test
	void refusesThoseWhoWaitWhenDraining() {
		this.setUps = limited(0, 1, 5);
		enter(3);
		this.setUps.refuseWaiting();
		assertThat(this.outcomes).containsExactly(Outcome.BEGUN, Outcome.DRAINING, Outcome.DRAINING);
	}

	@Test
	void refusesThoseWhoWaitIfSchedulerIsShutDown() {
		this.setUps = limited(0, 1, 5);
		this.time.dispose();
		enter(2);
		assertThat(this.outcomes).containsExactly(Outcome.BEGUN, Outcome.FULL);
	}

	@Test
	void doesNotTickWithoutThoseWhoWait() {
		this.setUps = limited(0, 1, 5);
		Turn first = enter();
		Turn second = enter();
		assertThat(this.time.getScheduledTaskCount()).isOne();
		first.end();
		second.end();
		this.time.advanceTimeBy(Duration.ofSeconds(1));
		long scheduled = this.time.getScheduledTaskCount();
		this.time.advanceTimeBy(Duration.ofSeconds(1));
		assertThat(this.time.getScheduledTaskCount()).isEqualTo(scheduled);
	}

	@Test
	void spreadsReturnOfRefusedOverTimeThatTheyTake() {
		this.setUps = limited(100, 0, 0);
		List<Integer> seconds = IntStream.range(0, 1000).map((i) -> this.setUps.retryAfter()).boxed().toList();
		// Twice as long as they take at least, on average.
		assertThat(seconds).allMatch((second) -> second >= 1 && second <= 20);
		assertThat(seconds.stream().distinct().count()).isGreaterThan(10);
		assertThat(seconds.stream().filter((second) -> second == 1).count()).isLessThan(500);
	}

	@Test
	void returnsRefusedSoonOnceOthersAreGone() {
		this.setUps = limited(100, 0, 0);
		IntStream.range(0, 1000).forEach((i) -> this.setUps.retryAfter());
		this.time.advanceTimeBy(Duration.ofSeconds(11));
		assertThat(this.setUps.retryAfter()).isOne();
	}

	@Test
	void sendsNobodyAwayForLongerThanHalfMinute() {
		this.setUps = limited(1, 0, 0);
		assertThat(IntStream.range(0, 10_000).map((i) -> this.setUps.retryAfter()).max()).hasValue(30);
	}

	@Test
	void limitOutOfRangeIsNamed() {
		assertThatIllegalArgumentException().isThrownBy(() -> new SetUpLimits(-1, 0, 0, MAX_WAIT))
			.withMessage("perSecond is -1: it must be positive, or 0 for no limit");
		assertThatIllegalArgumentException().isThrownBy(() -> new SetUpLimits(0, -1, 0, MAX_WAIT))
			.withMessage("concurrent is -1: it must be positive, or 0 for no limit");
		assertThatIllegalArgumentException().isThrownBy(() -> new SetUpLimits(0, 0, -1, MAX_WAIT))
			.withMessage("waiting is -1: it must not be negative");
		assertThatIllegalArgumentException().isThrownBy(() -> new SetUpLimits(0, 0, 0, Duration.ZERO))
			.withMessage("waitTimeout is PT0S: it must be at least 1 ms");
		assertThatIllegalArgumentException().isThrownBy(() -> new SetUpLimits(0, 0, 0, Duration.ofDays(365_000)))
			.withMessage("waitTimeout is PT8760000H: it must be at most 36500 days");
	}

	@Test
	void isNotLimitedByDefault() {
		assertThat(SetUpLimits.NONE.isLimited()).isFalse();
	}

}
