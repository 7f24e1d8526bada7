package io.grest.ws.context;

import java.time.Duration;
import java.util.NoSuchElementException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ContextKey} and {@link ContextValues}.
 */
class ContextKeyTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final ContextKey<String> USER = ContextKey.of("user", String.class);

	private static final ContextKey<Integer> AGE = ContextKey.of("age", Integer.class);

	private final ContextValues values = new ContextValues();

	private final ContextScope scope = new ContextScope() {

		@Override
		public <T> @Nullable T value(ContextKey<T> key) {
			return ContextKeyTests.this.values.value(key);
		}

	};

	@AfterEach
	void leave() {
		ContextScope.enter(null);
	}

	// Values

	@Test
	void readsValue() {
		this.values.set(USER, "ada");
		assertThat(this.values.get(USER)).isEqualTo("ada");
		assertThat(this.values.find(USER)).contains("ada");
	}

	@Test
	void replacesValue() {
		this.values.set(USER, "ada");
		this.values.set(USER, "bob");
		assertThat(this.values.get(USER)).isEqualTo("bob");
	}

	@Test
	void removesValueSetToNull() {
		this.values.set(USER, "ada");
		this.values.set(USER, null);
		assertThat(this.values.find(USER)).isEmpty();
	}

	@Test
	void reportsMissingValue() {
		assertThat(this.values.find(USER)).isEmpty();
		assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> this.values.get(USER))
			.withMessage("Context key 'user' has no value on this connection: set it in a HandshakeInterceptor, or use"
					+ " find");
	}

	@Test
	void distinguishesKeysOfSameName() {
		ContextKey<String> other = ContextKey.of("user", String.class);
		this.values.set(USER, "ada");
		assertThat(this.values.find(other)).isEmpty();
		this.values.set(other, "bob");
		assertThat(this.values.get(USER)).isEqualTo("ada");
	}

	@Test
	@SuppressWarnings({ "unchecked", "rawtypes" })
	void refusesValueOfOtherType() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.values.set((ContextKey) AGE, "old"))
			.withMessage(
					"Context key 'age': Object of class [java.lang.String] must be an instance of class java.lang.Integer");
		assertThat(this.values.find(AGE)).isEmpty();
	}

	@Test
	void refusesKeyWithoutNameOrType() {
		assertThatIllegalArgumentException().isThrownBy(() -> ContextKey.of(" ", String.class))
			.withMessage("Name of a context key must not be empty");
		assertThatIllegalArgumentException().isThrownBy(() -> ContextKey.of("user", null))
			.withMessage("Type of a context key must not be null");
	}

	@Test
	void describesKeyByName() {
		assertThat(USER.name()).isEqualTo("user");
		assertThat(USER).hasToString("user");
	}

	// In the synchronous code of a handler

	@Test
	void getReadsScopeOfThread() {
		this.values.set(USER, "ada");
		ContextScope.enter(this.scope);
		assertThat(USER.get()).isEqualTo("ada");
		assertThat(USER.find()).contains("ada");
	}

	@Test
	void getFailsOutsideHandler() {
		assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(USER::get)
			.withMessage(
					"Context key 'user' cannot be read, as this code runs for no connection: read it in the synchronous code of a"
							+ " handler, with mono() in the reactive chain that a handler returns, or from the connection");
	}

	@Test
	void getFailsWithoutValue() {
		ContextScope.enter(this.scope);
		assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(USER::get)
			.withMessage("Context key 'user' has no value on this connection: set it in a HandshakeInterceptor, or use"
					+ " find");
	}

	@Test
	void findIsEmptyWithoutScopeOrValue() {
		assertThat(USER.find()).isEmpty();
		ContextScope.enter(this.scope);
		assertThat(USER.find()).isEmpty();
	}

	// In a reactive chain

	@Test
	void monoReadsScopeOfReactorContext() {
		this.values.set(USER, "ada");
		StepVerifier.create(USER.mono().contextWrite((context) -> context.put(ContextScope.class, this.scope)))
			.expectNext("ada")
			.expectComplete()
			.verify(TIMEOUT);
	}

	@Test
	void monoReadsAnywhereInChain() {
		this.values.set(USER, "ada");
		Mono<String> chain = Mono.just("hello ")
			.publishOn(Schedulers.parallel())
			.flatMap((hello) -> USER.mono().map(hello::concat))
			.contextWrite((context) -> context.put(ContextScope.class, this.scope));
		StepVerifier.create(chain).expectNext("hello ada").expectComplete().verify(TIMEOUT);
	}

	@Test
	void monoReadsValueAtSubscription() {
		Mono<String> user = USER.mono().contextWrite((context) -> context.put(ContextScope.class, this.scope));
		this.values.set(USER, "ada");
		StepVerifier.create(user).expectNext("ada").expectComplete().verify(TIMEOUT);
	}

	@Test
	void monoIsEmptyWithoutScopeOrValue() {
		StepVerifier.create(USER.mono()).expectComplete().verify(TIMEOUT);
		StepVerifier.create(USER.mono().contextWrite((context) -> context.put(ContextScope.class, this.scope)))
			.expectComplete()
			.verify(TIMEOUT);
	}

	@Test
	void monoIgnoresScopeOfThread() {
		this.values.set(USER, "ada");
		ContextScope.enter(this.scope);
		StepVerifier.create(USER.mono()).expectComplete().verify(TIMEOUT);
	}

}
