package io.grest.ws.internal.call;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Caller}.
 */
class CallerTests {

	private final AtomicInteger decisions = new AtomicInteger();

	private boolean decide(Caller caller, MethodRule rule) {
		return caller.decided(rule, () -> this.decisions.incrementAndGet() > 0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "-1000000000-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2026-01-01T00:00:00Z" })
	void hasEndedAtAnyTimeBefore(String end) {
		Caller caller = Caller.of(() -> "ann", Instant.parse(end));
		assertThat(caller.hasEnded()).isTrue();
		assertThat(caller.remaining()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "2126-01-01T00:00:00Z", "+1000000000-01-01T00:00:00Z" })
	void hasRightsUntilAnyTimeAfter(String end) {
		Caller caller = Caller.of(() -> "ann", Instant.parse(end));
		assertThat(caller.hasEnded()).isFalse();
		assertThat(caller.remaining()).isGreaterThan(Duration.ofDays(30_000));
	}

	@Test
	void isDecidedOnceByEachRule() {
		Caller ann = Caller.of(() -> "ann", null);
		MethodRule one = new Rule();
		MethodRule other = new Rule();
		assertThat(decide(ann, one)).isTrue();
		assertThat(decide(ann, one)).isTrue();
		assertThat(this.decisions).hasValue(1);
		decide(ann, other);
		decide(Caller.of(() -> "ann", null), one);
		assertThat(this.decisions).hasValue(3);
	}

	@Test
	void keepsNoDecisionOnNobody() {
		MethodRule rule = new Rule();
		decide(Caller.NOBODY, rule);
		decide(Caller.NOBODY, rule);
		assertThat(this.decisions).hasValue(2);
	}

	private static final class Rule implements MethodRule {

		@Override
		public void check(Caller caller) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Mono<Void> checkAgain(Caller caller, Object implementation, @Nullable Object input) {
			throw new UnsupportedOperationException();
		}

		@Override
		public @Nullable Object stream(Caller caller, Object implementation, @Nullable Object input,
				InboundMethod.Invoker method) {
			throw new UnsupportedOperationException();
		}

		@Override
		public @Nullable Object invoke(Caller caller, Supplier<? extends ContextView> context, Object implementation,
				@Nullable Object input, InboundMethod.Invoker method, boolean blocks) {
			throw new UnsupportedOperationException();
		}

	}

}
