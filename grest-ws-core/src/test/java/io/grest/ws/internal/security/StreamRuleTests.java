package io.grest.ws.internal.security;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.grest.ws.internal.call.Caller;
import io.grest.ws.internal.call.DeniedException;
import io.grest.ws.internal.call.InboundMethod;
import io.grest.ws.internal.call.MethodRule;
import io.grest.ws.internal.reflect.StreamInput;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.util.context.Context;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.access.prepost.PostAuthorize;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.context.SecurityContextHolder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Rules of methods with streams.
 */
class StreamRuleTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private final SpringCallSecurity security = Rules.security(Application.class);

	private final Caller ann = Rules.user("ann", "ROLE_A");

	private final Caller bob = Rules.user("bob", "ROLE_B");

	private final AtomicInteger invoked = new AtomicInteger();

	private MethodRule rule(String method) {
		MethodRule rule = this.security.rule(Rules.method(Server.class, method), Server.class);
		assertThat(rule).isNotNull();
		return rule;
	}

	private Flux<?> stream(String method, Caller caller, @Nullable Object input, InboundMethod.Invoker handler)
			throws Throwable {
		return (Flux<?>) rule(method).stream(caller, this, input, (target, given) -> {
			this.invoked.incrementAndGet();
			return handler.invoke(target, given);
		});
	}

	private StepVerifier.FirstStep<Object> watch(Caller caller, String symbol) throws Throwable {
		return StepVerifier.create(stream("watch", caller, symbol, (target, input) -> Flux.just(1, 2)));
	}

	@Test
	void ruleOnInputAllowsStream() throws Throwable {
		watch(this.ann, "ann").expectNext(1, 2).expectComplete().verify(TIMEOUT);
	}

	@Test
	void ruleOnInputDeniesStreamBeforeItsHandlerRuns() throws Throwable {
		watch(this.bob, "ann").expectError(DeniedException.class).verify(TIMEOUT);
		watch(Caller.NOBODY, "ann").expectError(DeniedException.class).verify(TIMEOUT);
		assertThat(this.invoked).hasValue(0);
	}

	@Test
	void failureOfHandlerEndsStream() throws Throwable {
		StepVerifier.create(stream("watch", this.ann, "ann", (target, input) -> {
			throw new IllegalStateException("wrong");
		})).expectErrorMessage("wrong").verify(TIMEOUT);
	}

	@Test
	void handlerOfLateDecisionHasSecurityContextOfItsCaller() throws Throwable {
		Flux<?> names = stream("late", this.ann, "ann",
				(target, input) -> Flux.just(SecurityContextHolder.getContext().getAuthentication().getName()));
		StepVerifier.create(names.cast(Object.class)).expectNext("ann").expectComplete().verify(TIMEOUT);
		assertThat(SecurityContextHolder.getContext().getAuthentication()).isNull();
	}

	@Test
	void ruleReadsPayloadBesideStream() throws Throwable {
		StreamInput input = new StreamInput("ann", Flux.just("a"));
		assertThat(upload(this.ann, input).block(TIMEOUT)).isEqualTo(input);
		assertThatExceptionOfType(DeniedException.class).isThrownBy(() -> upload(this.bob, input).block(TIMEOUT));
	}

	private Mono<?> upload(Caller caller, StreamInput input) throws Throwable {
		return (Mono<?>) rule("upload").invoke(caller, Context::empty, this, input, (target, given) -> Mono.just(given),
				false);
	}

	@Test
	void ruleOnResultOfStreamBehindTypeVariableIsRefusedAtFirstSight() {
		MethodRule rule = this.security.rule(Rules.method(Generic.class, "ask"), Generic.class);
		assertThat(rule).isNotNull();
		assertThatIllegalStateException()
			.isThrownBy(() -> rule.stream(this.ann, this, null, (target, given) -> Flux.just(1)))
			.withMessageContaining("of Generic.ask is not enforced on a stream: use @PreAuthorize");
	}

	/**
	 * Methods with streams and rules.
	 */
	interface Server {

		@PreAuthorize("#symbol == authentication.name")
		Flux<Integer> watch(String symbol);

		@PreAuthorize("@later.decide(#symbol)")
		Flux<String> late(String symbol);

		@PreAuthorize("#owner == authentication.name")
		Mono<String> upload(String owner, Flux<String> chunks);

	}

	/**
	 * Method whose type is known to the contract only.
	 *
	 * @param <R> what the method returns
	 */
	interface Generic<R> {

		@PostAuthorize("returnObject != null")
		R ask();

	}

	/**
	 * Decides on another thread.
	 */
	static final class Later {

		public Mono<Boolean> decide(String symbol) {
			return Mono.delay(Duration.ofMillis(10)).thenReturn(symbol.equals("ann"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Later later() {
			return new Later();
		}

	}

}
