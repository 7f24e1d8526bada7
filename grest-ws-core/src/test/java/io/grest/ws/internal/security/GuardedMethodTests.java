package io.grest.ws.internal.security;

import java.security.Principal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grest.ws.context.ContextKey;
import io.grest.ws.context.ContextScope;
import io.grest.ws.internal.call.Caller;
import io.grest.ws.internal.call.DeniedException;
import io.grest.ws.internal.call.InboundMethod;
import io.grest.ws.internal.call.MethodRule;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.util.context.Context;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.annotation.Secured;
import org.springframework.security.access.prepost.PostAuthorize;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Decisions of rules, and when they are made.
 */
class GuardedMethodTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private final SpringCallSecurity security = Rules.security(Application.class);

	private final Caller ann = Rules.user("ann", "ROLE_A");

	private final Caller bob = Rules.user("bob", "ROLE_B");

	private final AtomicInteger invoked = new AtomicInteger();

	private final InboundMethod.Invoker echo = (target, input) -> {
		this.invoked.incrementAndGet();
		return input;
	};

	private MethodRule rule(String method) {
		return rule(Server.class, method, Server.class);
	}

	private MethodRule rule(Class<?> contract, String method, Class<?> type) {
		MethodRule rule = this.security.rule(Rules.method(contract, method), type);
		assertThat(rule).isNotNull();
		return rule;
	}

	private boolean checks(String method, Caller caller) {
		return checks(rule(method), caller);
	}

	private static boolean checks(MethodRule rule, Caller caller) {
		try {
			rule.check(caller);
			return true;
		}
		catch (DeniedException ex) {
			return false;
		}
	}

	private Object invoke(MethodRule rule, Caller caller, @Nullable Object input, boolean blocks) throws Throwable {
		return rule.invoke(caller, Context::empty, this, input, this.echo, blocks);
	}

	@SuppressWarnings("unchecked")
	private StepVerifier.FirstStep<Object> reactive(String method, Caller caller, @Nullable Object input)
			throws Throwable {
		return StepVerifier.create((Mono<Object>) invoke(rule(method), caller, input, false));
	}

	@Test
	void hasNoRuleWithoutAnnotation() {
		assertThat(this.security.rule(Rules.method(Server.class, "open"), Server.class)).isNull();
	}

	@Test
	void decidesOnceForMethodAndClass() {
		assertThat(rule("role")).isSameAs(rule("role"));
	}

	@Test
	void deniesByRuleAsWritten() {
		assertThatExceptionOfType(DeniedException.class).isThrownBy(() -> rule("role").check(this.bob))
			.withMessage("@PreAuthorize(\"hasRole('A')\") of Server.role")
			.satisfies((ex) -> assertThat(ex.toError().type()).isEqualTo("FORBIDDEN"));
		rule("role").check(this.ann);
	}

	@Test
	void tellsNobodyToAuthenticate() {
		Caller anonymous = Caller.of(new AnonymousAuthenticationToken("key", "anonymousUser",
				AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS")), null);
		for (Caller nobody : List.of(Caller.NOBODY, anonymous)) {
			assertThatExceptionOfType(DeniedException.class).isThrownBy(() -> rule("role").check(nobody))
				.satisfies((ex) -> assertThat(ex.toError().type()).isEqualTo("NOT_AUTHORIZED"));
			assertThat(checks("anonymous", nobody)).isTrue();
			assertThat(checks("authenticated", nobody)).isFalse();
		}
		assertThat(checks("anonymous", this.ann)).isFalse();
		assertThat(checks("authenticated", this.ann)).isTrue();
	}

	@Test
	void grantsPrincipalOfInterceptorNoAuthorities() {
		Principal desk = () -> "desk";
		Caller caller = Caller.of(desk, null);
		assertThat(checks("authenticated", caller)).isTrue();
		assertThat(checks("role", caller)).isFalse();
		assertThat(checks("named", caller)).isFalse();
		assertThat(checks("named", this.ann)).isTrue();
	}

	@Test
	void enforcesSecuredAndJsr250() {
		assertThat(checks("secured", this.ann)).isTrue();
		assertThat(checks("secured", this.bob)).isFalse();
		assertThat(checks("rolesAllowed", this.ann)).isTrue();
		assertThat(checks("rolesAllowed", this.bob)).isFalse();
		assertThat(checks("rolesAllowed", Caller.NOBODY)).isFalse();
		assertThat(checks("permitAll", Caller.NOBODY)).isTrue();
		assertThat(checks("denyAll", this.ann)).isFalse();
		assertThat(checks("securedByNothing", this.ann)).isFalse();
	}

	@Test
	void needsGrantOfEachKind() {
		assertThat(checks("both", this.ann)).isFalse();
		assertThat(checks("both", this.bob)).isFalse();
		assertThat(checks("both", Rules.user("carl", "ROLE_A", "ROLE_B"))).isTrue();
		assertThatExceptionOfType(DeniedException.class).isThrownBy(() -> rule("both").check(this.bob))
			.withMessage("@PreAuthorize(\"hasRole('A')\") of Server.both and @Secured(\"ROLE_B\") of Server.both");
	}

	@Test
	void asksForAuthoritiesOnceForCaller() {
		Counting authentication = new Counting();
		Caller caller = Caller.of(authentication, null);
		assertThat(checks("role", caller)).isTrue();
		int asked = authentication.asked.get();
		assertThat(asked).isPositive();
		assertThat(checks("role", caller)).isTrue();
		assertThat(authentication.asked).hasValue(asked);
		assertThat(checks("secured", caller)).isTrue();
		assertThat(authentication.asked).hasValueGreaterThan(asked);
	}

	@Test
	void invokesAsIsWithoutRuleOnInput() throws Throwable {
		Object result = new Object();
		assertThat(rule("role").invoke(this.ann, Context::empty, this, null, (target, input) -> result, false))
			.isSameAs(result);
	}

	@Test
	void enforcesRulesWhereverTheyAreFound() {
		Caller both = Rules.user("ann", "ROLE_A", "ROLE_B");
		record Case(Class<?> contract, Class<?> type, Caller granted) {
		}
		List<Case> cases = List.of(new Case(RuleReaderTests.Guarded.class, RuleReaderTests.GuardedHandler.class, both),
				new Case(RuleReaderTests.Guarded.class, RuleReaderTests.StricterHandler.class, both),
				new Case(RuleReaderTests.Plain.class, RuleReaderTests.AnnotatedHandler.class, both),
				new Case(RuleReaderTests.Guarded.class, RuleReaderTests.AnnotatedGuardedHandler.class, both),
				new Case(RuleReaderTests.AnnotatedContract.class, RuleReaderTests.AnnotatedContractHandler.class, both),
				new Case(RuleReaderTests.Child.class, RuleReaderTests.ChildHandler.class, both),
				new Case(RuleReaderTests.Redeclaring.class, RuleReaderTests.RedeclaringHandler.class,
						Rules.user("ann", "ROLE_R")),
				new Case(RuleReaderTests.Plain.class, RuleReaderTests.InheritingHandler.class, both),
				new Case(RuleReaderTests.Guarded.class, RuleReaderTests.InheritingGuardedHandler.class, both),
				new Case(RuleReaderTests.Plain.class, RuleReaderTests.MetaHandler.class, Rules.user("x", "ROLE_X")));
		for (Case each : cases) {
			MethodRule rule = rule(each.contract(), "clear", each.type());
			assertThat(checks(rule, each.granted())).as(each.toString()).isTrue();
			assertThat(checks(rule, Rules.user("eve", "ROLE_E"))).as(each.toString()).isFalse();
			assertThat(checks(rule, Caller.NOBODY)).as(each.toString()).isFalse();
		}
	}

	@Test
	void bindsInputThroughBridgeMethods() throws Throwable {
		for (MethodRule rule : List.of(
				rule(RuleReaderTests.Generic.class, "clear", RuleReaderTests.GenericHandler.class),
				rule(RuleReaderTests.GenericGuarded.class, "clear", RuleReaderTests.GenericGuardedHandler.class))) {
			assertThat(invoke(rule, this.ann, "a", true)).isEqualTo("a");
			assertThatExceptionOfType(DeniedException.class).isThrownBy(() -> invoke(rule, this.ann, "b", true));
		}
	}

	@Test
	void decidesOnInputOfBlockingMethod() throws Throwable {
		assertThat(checks("input", Caller.NOBODY)).isTrue();
		assertThat(invoke(rule("input"), this.ann, "ann", true)).isEqualTo("ann");
		assertThatExceptionOfType(DeniedException.class).isThrownBy(() -> invoke(rule("input"), this.ann, "bob", true))
			.withMessage("@PreAuthorize(\"#name == authentication.name\") of Server.input");
		assertThat(this.invoked).hasValue(1);
	}

	@Test
	void decidesOnInputOfReactiveMethod() throws Throwable {
		reactive("input", this.ann, "ann").expectNext("ann").expectComplete().verify(TIMEOUT);
		reactive("input", this.ann, "bob").expectError(DeniedException.class).verify(TIMEOUT);
		reactive("input", Caller.NOBODY, null).expectError(DeniedException.class).verify(TIMEOUT);
		assertThat(this.invoked).hasValue(1);
	}

	@Test
	void invokesOnSubscribingThreadIfKnownAtOnce() throws Throwable {
		AtomicReference<Thread> thread = new AtomicReference<>();
		Mono<?> result = (Mono<?>) rule("input").invoke(this.ann, Context::empty, this, "ann", (target, input) -> {
			thread.set(Thread.currentThread());
			return Mono.just("later");
		}, false);
		assertThat(thread).hasNullValue();
		AtomicReference<Object> value = new AtomicReference<>();
		result.subscribe(value::set);
		assertThat(thread).hasValue(Thread.currentThread());
		assertThat(value).hasValue("later");
	}

	@Test
	@SuppressWarnings("unchecked")
	void passesResultsAndErrorsOn() throws Throwable {
		MethodRule rule = rule("input");
		StepVerifier
			.create((Mono<?>) rule.invoke(this.ann, Context::empty, this, "ann", (target, input) -> null, false))
			.expectComplete()
			.verify(TIMEOUT);
		StepVerifier
			.create((Mono<Object>) rule.invoke(this.ann, Context::empty, this, "ann",
					(target, input) -> CompletableFuture.completedFuture("stage"), false))
			.expectNext("stage")
			.expectComplete()
			.verify(TIMEOUT);
		Exception failure = new Exception("checked");
		InboundMethod.Invoker failing = (target, input) -> {
			throw failure;
		};
		StepVerifier.create((Mono<?>) rule.invoke(this.ann, Context::empty, this, "ann", failing, false))
			.expectErrorMatches((ex) -> ex == failure)
			.verify(TIMEOUT);
		assertThatExceptionOfType(Exception.class)
			.isThrownBy(() -> rule.invoke(this.ann, Context::empty, this, "ann", failing, true))
			.isSameAs(failure);
	}

	@ParameterizedTest
	@ValueSource(strings = { "failing", "failingLater", "nothing", "nullValue", "refusing", "noDecision" })
	void deniesWithoutGrant(String method) throws Throwable {
		assertThatExceptionOfType(DeniedException.class).isThrownBy(() -> invoke(rule(method), this.ann, "a", true));
		reactive(method, this.ann, "a").expectError(DeniedException.class).verify(TIMEOUT);
		assertThat(this.invoked).hasValue(0);
	}

	@Test
	void logsFailureOfRuleAndNoDenial() throws Throwable {
		Logger logger = (Logger) LoggerFactory.getLogger("io.grest.ws.connection");
		ListAppender<ILoggingEvent> lines = new ListAppender<>();
		lines.start();
		logger.addAppender(lines);
		try {
			for (String method : List.of("failing", "refusing", "nothing", "nullValue", "failing")) {
				reactive(method, this.ann, "a").expectError(DeniedException.class).verify(TIMEOUT);
			}
		}
		finally {
			logger.detachAppender(lines);
		}
		String failing = "Denied a call, because @PreAuthorize(\"@decisions.failing()\") of Server.failing failed";
		assertThat(lines.list).filteredOn((line) -> line.getLevel() == Level.ERROR)
			.extracting(ILoggingEvent::getFormattedMessage)
			.satisfiesExactly((line) -> assertThat(line).isEqualTo(failing),
					(line) -> assertThat(line).contains("Server.nullValue failed"),
					(line) -> assertThat(line).startsWith(failing + ": java.lang.IllegalArgumentException: broken"));
		assertThat(lines.list.get(0).getThrowableProxy()).isNotNull();
	}

	@Test
	void bindsInputByNamesOfAnnotatedInterface() throws Throwable {
		MethodRule rule = rule(Desk.class, "open", DeskHandler.class);
		assertThat(invoke(rule, this.ann, "ann", true)).isEqualTo("ann");
		assertThatExceptionOfType(DeniedException.class).isThrownBy(() -> invoke(rule, this.ann, "bob", true));
	}

	@Test
	void waitsForLaterDecision() throws Throwable {
		assertThat(invoke(rule("later"), this.ann, "grant", true)).isEqualTo("grant");
		assertThatExceptionOfType(DeniedException.class).isThrownBy(() -> invoke(rule("later"), this.ann, "no", true));
		reactive("later", this.ann, "grant").expectNext("grant").expectComplete().verify(TIMEOUT);
		reactive("later", this.ann, "no").expectError(DeniedException.class).verify(TIMEOUT);
	}

	@Test
	void setsThreadLocalsAfterLaterDecision() throws Throwable {
		Scope scope = new Scope();
		AtomicReference<Object> seen = new AtomicReference<>();
		Mono<?> result = (Mono<?>) rule("pending")
			.invoke(this.ann, Context::empty, this, "a", (target, input) -> Mono.fromSupplier(
					() -> SecurityContextHolder.getContext().getAuthentication().getName() + ContextScope.current()),
					false);
		result.contextWrite((context) -> context.put(ContextScope.class, scope)).subscribe(seen::set);
		assertThat(seen).hasNullValue();
		Thread decider = new Thread(() -> {
			Application.PENDING.get().tryEmitValue(true);
			seen.updateAndGet((value) -> value + " then " + SecurityContextHolder.getContext().getAuthentication()
					+ ContextScope.current());
		});
		decider.start();
		decider.join(TIMEOUT.toMillis());
		assertThat(seen).hasValue("ann" + scope + " then nullnull");
	}

	@Test
	void cancelsPendingDecision() throws Throwable {
		Mono<?> result = (Mono<?>) invoke(rule("pending"), this.ann, "a", false);
		result.subscribe().dispose();
		assertThat(Application.PENDING.get().currentSubscriberCount()).isZero();
		assertThat(this.invoked).hasValue(0);
	}

	@Test
	void replacesDeniedResult() throws Throwable {
		assertThat(invoke(rule("result"), this.ann, "ann", true)).isEqualTo("ann");
		assertThatExceptionOfType(DeniedException.class).isThrownBy(() -> invoke(rule("result"), this.ann, "bob", true))
			.withMessage("@PostAuthorize(\"returnObject == authentication.name\") of Server.result");
		reactive("result", this.ann, "ann").expectNext("ann").expectComplete().verify(TIMEOUT);
		reactive("result", this.ann, "bob").expectError(DeniedException.class).verify(TIMEOUT);
		assertThat(this.invoked).hasValue(4);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	@SuppressWarnings("unchecked")
	void decidesOnValueOfContainers(boolean blocks) throws Throwable {
		MethodRule rule = rule("result");
		for (Object result : List.of(Mono.just("ann"), CompletableFuture.completedFuture("ann"))) {
			StepVerifier
				.create((Mono<Object>) rule.invoke(this.ann, Context::empty, this, null, (target, input) -> result,
						blocks))
				.expectNext("ann")
				.expectComplete()
				.verify(TIMEOUT);
			StepVerifier
				.create((Mono<?>) rule.invoke(this.bob, Context::empty, this, null, (target, input) -> result, blocks))
				.expectError(DeniedException.class)
				.verify(TIMEOUT);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void decidesOnEmptyResult(boolean blocks) throws Throwable {
		InboundMethod.Invoker empty = (target, input) -> Mono.empty();
		StepVerifier.create((Mono<?>) rule("noResult").invoke(this.ann, Context::empty, this, null, empty, blocks))
			.expectComplete()
			.verify(TIMEOUT);
		StepVerifier.create((Mono<?>) rule("result").invoke(this.ann, Context::empty, this, null, empty, blocks))
			.expectError(DeniedException.class)
			.verify(TIMEOUT);
		assertThat(rule("noResult").invoke(this.ann, Context::empty, this, null, (target, input) -> null, true))
			.isNull();
	}

	@Test
	void readsTargetOfRuleOnClass() throws Throwable {
		MethodRule rule = rule(Opening.class, "open", Room.class);
		Room room = new Room("ann");
		for (Object target : List.of(room, new ProxyFactory(room).getProxy())) {
			assertThat(rule.invoke(this.ann, Context::empty, target, "a", this.echo, true)).isEqualTo("a");
			assertThatExceptionOfType(DeniedException.class)
				.isThrownBy(() -> rule.invoke(this.bob, Context::empty, target, "a", this.echo, true));
		}
	}

	interface Server {

		Mono<String> open(String input);

		@PreAuthorize("hasRole('A')")
		Mono<String> role(String input);

		@PreAuthorize("isAnonymous()")
		Mono<String> anonymous();

		@PreAuthorize("isAuthenticated()")
		Mono<String> authenticated();

		@PreAuthorize("authentication.name == 'ann'")
		Mono<String> named();

		@Secured("ROLE_A")
		Mono<String> secured();

		@Secured({})
		Mono<String> securedByNothing();

		@RolesAllowed("A")
		Mono<String> rolesAllowed();

		@PermitAll
		Mono<String> permitAll();

		@DenyAll
		Mono<String> denyAll();

		@PreAuthorize("hasRole('A')")
		@Secured("ROLE_B")
		Mono<String> both();

		@PreAuthorize("#name == authentication.name")
		Mono<String> input(String name);

		@PreAuthorize("@decisions.failing()")
		Mono<String> failing(String input);

		@PreAuthorize("@decisions.failingLater()")
		Mono<String> failingLater(String input);

		@PreAuthorize("@decisions.nothing()")
		Mono<String> nothing(String input);

		@PreAuthorize("@decisions.nullValue()")
		Mono<String> nullValue(String input);

		@PreAuthorize("@decisions.refusing()")
		Mono<String> refusing(String input);

		@PreAuthorize("#input")
		Mono<String> noDecision(String input);

		@PreAuthorize("@decisions.later(#input)")
		Mono<String> later(String input);

		@PreAuthorize("@decisions.pending()")
		Mono<String> pending(String input);

		@PostAuthorize("returnObject == authentication.name")
		Mono<String> result(String input);

		@PostAuthorize("returnObject == null")
		Mono<String> noResult(String input);

	}

	@PreAuthorize("#owner == authentication.name")
	interface Desk {

		Mono<String> open(String owner);

	}

	static class DeskHandler implements Desk {

		@Override
		public Mono<String> open(String name) {
			return Mono.just(name);
		}

	}

	interface Opening {

		Mono<String> open(String input);

	}

	static class Room implements Opening {

		private final String owner;

		Room(String owner) {
			this.owner = owner;
		}

		public String getOwner() {
			return this.owner;
		}

		@Override
		@PreAuthorize("this.owner == authentication.name")
		public Mono<String> open(String input) {
			return Mono.just(input);
		}

	}

	static class Scope implements ContextScope {

		@Override
		public <T> @Nullable T value(ContextKey<T> key) {
			return null;
		}

	}

	@SuppressWarnings("serial")
	static class Counting extends UsernamePasswordAuthenticationToken {

		private final transient AtomicInteger asked = new AtomicInteger();

		Counting() {
			super("ann", null, AuthorityUtils.createAuthorityList("ROLE_A"));
		}

		@Override
		public Collection<GrantedAuthority> getAuthorities() {
			if (this.asked != null) {
				this.asked.incrementAndGet();
			}
			return super.getAuthorities();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		static final AtomicReference<Sinks.One<Boolean>> PENDING = new AtomicReference<>(Sinks.one());

		@Bean
		DecisionService decisions() {
			PENDING.set(Sinks.one());
			return new DecisionService();
		}

	}

	public static class DecisionService {

		public boolean failing() {
			throw new IllegalArgumentException("broken");
		}

		public Mono<Boolean> failingLater() {
			return Mono.error(new IllegalArgumentException("broken"));
		}

		public Mono<Boolean> nothing() {
			return Mono.empty();
		}

		public @Nullable Boolean nullValue() {
			return null;
		}

		public boolean refusing() {
			throw new AccessDeniedException("refused");
		}

		public Mono<Boolean> later(String input) {
			return Mono.delay(Duration.ofMillis(1)).map((tick) -> input.equals("grant"));
		}

		public Mono<Boolean> pending() {
			return Application.PENDING.get().asMono();
		}

	}

}
