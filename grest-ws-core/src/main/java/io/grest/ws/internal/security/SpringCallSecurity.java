package io.grest.ws.internal.security;

import java.lang.reflect.Method;
import java.security.Principal;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.grest.ws.internal.call.CallSecurity;
import io.grest.ws.internal.call.Caller;
import io.grest.ws.internal.call.FailureLog;
import io.grest.ws.internal.call.MethodRule;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import org.springframework.context.ApplicationContext;
import org.springframework.core.MethodClassKey;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContext;

/**
 * Security of calls by Spring Security.
 *
 * @since 0.1.0
 */
public class SpringCallSecurity implements CallSecurity {

	// For SecurityContextHolder, by context propagation. The class itself is the key of
	// ReactiveSecurityContextHolder.
	private static final String HOLDER_KEY = SecurityContext.class.getName();

	private final Map<MethodClassKey, Optional<MethodRule>> rules = new ConcurrentHashMap<>();

	private final RuleManagers managers;

	private final RuleCheck check;

	private final Decisions decisions;

	/**
	 * Create the security of an application.
	 * @param context the context of the application
	 */
	public SpringCallSecurity(ApplicationContext context) {
		ApplicationBeans beans = new ApplicationBeans(context);
		this.managers = new RuleManagers(beans);
		this.check = new RuleCheck(this.managers, beans.hasReactiveMethodSecurity());
		this.decisions = new Decisions(this.managers, new FailureLog());
	}

	@Override
	public @Nullable MethodRule rule(Method method, Class<?> type) {
		return this.rules.computeIfAbsent(new MethodClassKey(method, type), (key) -> read(method, type)).orElse(null);
	}

	private Optional<MethodRule> read(Method method, Class<?> type) {
		List<GuardedMethod.Part> onCaller = new ArrayList<>();
		GuardedMethod.Part onInput = null;
		GuardedMethod.Part onResult = null;
		List<Rule> rules = RuleReader.read(method, type);
		for (Rule rule : rules) {
			RuleExpression expression = this.check.check(rule, method);
			GuardedMethod.Part part = new GuardedMethod.Part(rule, expression != null && expression.readsTarget());
			if (rule.kind() == RuleKind.POST_AUTHORIZE) {
				onResult = part;
			}
			else if (!rule.kind().isExpression()
					|| (expression != null && expression.isOfCaller() && this.managers.isOfAuthorities())) {
				onCaller.add(part);
			}
			else {
				onInput = part;
			}
		}
		return rules.isEmpty() ? Optional.empty()
				: Optional.of(new GuardedMethod(this.decisions, onCaller, onInput, onResult));
	}

	@Override
	public @Nullable Instant expiresAt(Principal principal) {
		return TokenEnds.of(principal);
	}

	@Override
	public Set<String> authorities(Principal principal) {
		if (!(principal instanceof Authentication authentication)) {
			return Set.of();
		}
		return authentication.getAuthorities()
			.stream()
			.map(GrantedAuthority::getAuthority)
			.filter(Objects::nonNull)
			.collect(Collectors.toUnmodifiableSet());
	}

	@Override
	public boolean isNobody(Principal principal) {
		return Callers.isNobody(principal);
	}

	@Override
	public Context ofConnection(Context context, Supplier<Caller> caller) {
		Mono<SecurityContext> current = Mono.fromSupplier(() -> Callers.knownSecurityContext(caller.get()));
		return context.put(SecurityContext.class, current).delete(HOLDER_KEY);
	}

	@Override
	public Context ofCall(Context context, Caller caller) {
		return context.put(HOLDER_KEY, Callers.securityContext(caller));
	}

	@Override
	public Runnable enter(Caller caller) {
		return CallThread.enter(caller);
	}

}
