package io.grest.ws.internal.security;

import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

import io.grest.ws.context.ContextValues;
import io.grest.ws.internal.call.CallSurroundings;
import io.grest.ws.internal.call.Caller;
import io.grest.ws.observation.Observed;
import io.micrometer.context.ContextSnapshotFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.util.context.Context;

import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Who a call runs as.
 */
class SpringCallSecurityTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private final SpringCallSecurity security = Rules.security();

	private final Caller ann = Rules.user("ann", "ROLE_A");

	@AfterEach
	void clear() {
		SecurityContextHolder.clearContext();
	}

	private static Mono<String> reactiveName() {
		return ReactiveSecurityContextHolder.getContext().map((context) -> context.getAuthentication().getName());
	}

	@Test
	void followsCallerOfConnection() {
		AtomicReference<Caller> caller = new AtomicReference<>(this.ann);
		Context context = this.security.ofConnection(Context.empty(), caller::get);
		StepVerifier.create(reactiveName().contextWrite(context)).expectNext("ann").expectComplete().verify(TIMEOUT);
		caller.set(Rules.user("bob"));
		StepVerifier.create(reactiveName().contextWrite(context)).expectNext("bob").expectComplete().verify(TIMEOUT);
	}

	@Test
	void hidesOtherContextFromNobody() {
		Context before = Context.of(SecurityContext.class,
				Mono.just(new SecurityContextImpl(new TestingAuthenticationToken("mock", ""))),
				SecurityContext.class.getName(), new SecurityContextImpl());
		Context context = this.security.ofConnection(before, () -> Caller.NOBODY);
		StepVerifier.create(reactiveName().contextWrite(context)).expectComplete().verify(TIMEOUT);
		assertThat(context.hasKey(SecurityContext.class.getName())).isFalse();
		Caller anonymous = Caller.of(anonymous(), null);
		StepVerifier.create(reactiveName().contextWrite(this.security.ofConnection(before, () -> anonymous)))
			.expectComplete()
			.verify(TIMEOUT);
	}

	@Test
	void copiesCallToThread() {
		AtomicReference<Authentication> inner = new AtomicReference<>(new TestingAuthenticationToken("none", ""));
		Runnable readInner = () -> inner.set(SecurityContextHolder.getContext().getAuthentication());
		AtomicReference<Authentication> outer = new AtomicReference<>();
		onThreadOf(this.ann, () -> {
			outer.set(SecurityContextHolder.getContext().getAuthentication());
			onThreadOf(Caller.NOBODY, readInner);
		});
		assertThat(outer.get()).isSameAs(this.ann.principal());
		assertThat(inner.get()).isNull();
	}

	private void onThreadOf(Caller caller, Runnable code) {
		ContextSnapshotFactory.builder()
			.build()
			.captureFrom(this.security.ofCall(Context.empty(), caller))
			.wrap(code)
			.run();
	}

	@Test
	void givesEachCallItsOwnContext() {
		String key = SecurityContext.class.getName();
		SecurityContext first = this.security.ofCall(Context.empty(), this.ann).get(key);
		first.setAuthentication(null);
		SecurityContext second = this.security.ofCall(Context.empty(), this.ann).get(key);
		assertThat(second.getAuthentication()).isSameAs(this.ann.principal());
	}

	@Test
	void entersAndRestoresThread() {
		SecurityContext before = new SecurityContextImpl(new TestingAuthenticationToken("before", ""));
		SecurityContextHolder.setContext(before);
		Runnable restore = this.security.enter(this.ann);
		assertThat(SecurityContextHolder.getContext().getAuthentication()).isSameAs(this.ann.principal());
		Runnable restoreInner = this.security.enter(Caller.NOBODY);
		assertThat(SecurityContextHolder.getContext().getAuthentication()).isNull();
		restoreInner.run();
		assertThat(SecurityContextHolder.getContext().getAuthentication()).isSameAs(this.ann.principal());
		restore.run();
		assertThat(SecurityContextHolder.getContext()).isSameAs(before);
	}

	@Test
	void leavesNothingOnThread() throws ClassNotFoundException {
		Runnable restore = this.security.enter(this.ann);
		SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("changed", ""));
		restore.run();
		Class<?> strategy = Class
			.forName("org.springframework.security.core.context.ThreadLocalSecurityContextHolderStrategy");
		ThreadLocal<?> holder = (ThreadLocal<?>) ReflectionTestUtils.getField(strategy, "contextHolder");
		assertThat(holder).isNotNull();
		assertThat(holder.get()).isNull();
	}

	@Test
	void authenticatesPrincipalOfInterceptor() {
		Principal principal = () -> "desk";
		Runnable restore = this.security.enter(Caller.of(principal, null));
		Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
		restore.run();
		assertThat(authentication.isAuthenticated()).isTrue();
		assertThat(authentication.getName()).isEqualTo("desk");
		assertThat(authentication.getPrincipal()).isSameAs(principal);
		assertThat(authentication.getAuthorities()).isEmpty();
	}

	@Test
	void readsEndOfToken() {
		Instant end = Instant.parse("2026-01-01T00:00:00Z");
		Jwt.Builder token = Jwt.withTokenValue("t").header("alg", "none").subject("ann");
		assertThat(this.security.expiresAt(new JwtAuthenticationToken(token.expiresAt(end).build()))).isEqualTo(end);
		assertThat(this.security.expiresAt(
				new JwtAuthenticationToken(Jwt.withTokenValue("t").header("alg", "none").subject("ann").build())))
			.isNull();
		assertThat(this.security.expiresAt(new TestingAuthenticationToken("ann", ""))).isNull();
		assertThat(this.security.expiresAt(() -> "ann")).isNull();
	}

	@Test
	void leavesSecurityContextThoughObservationFailsToClose() {
		CallSurroundings surroundings = CallSurroundings.of(null, Context.empty(), this.security, () -> this.ann,
				new ContextValues());
		AtomicReference<String> seen = new AtomicReference<>();
		assertThatIllegalStateException().isThrownBy(() -> surroundings.run(new FailingObservation(),
				() -> seen.set(SecurityContextHolder.getContext().getAuthentication().getName())));
		assertThat(seen).hasValue("ann");
		assertThat(SecurityContextHolder.getContext().getAuthentication()).isNull();
	}

	@Test
	void knowsNobody() {
		assertThat(this.security.isNobody(anonymous())).isTrue();
		assertThat(this.security.isNobody(new TestingAuthenticationToken("ann", ""))).isFalse();
		assertThat(this.security.isNobody(() -> "anonymousUser")).isFalse();
	}

	private static AnonymousAuthenticationToken anonymous() {
		return new AnonymousAuthenticationToken("key", "anonymousUser",
				AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS"));
	}

	private static final class FailingObservation implements Observed {

		@Override
		public Context in(Context context) {
			return context;
		}

		@Override
		public Scope open() {
			return () -> {
				throw new IllegalStateException("not closed");
			};
		}

		@Override
		public @Nullable String traceparent() {
			return null;
		}

		@Override
		public void ended(String result, @Nullable Throwable error) {
		}

	}

}
