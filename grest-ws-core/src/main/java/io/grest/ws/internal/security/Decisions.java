package io.grest.ws.internal.security;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.grest.ws.internal.Loggers;
import io.grest.ws.internal.call.Caller;
import io.grest.ws.internal.call.FailureLog;
import io.grest.ws.internal.reflect.StreamInput;
import org.aopalliance.intercept.MethodInvocation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.util.SimpleMethodInvocation;

/**
 * Decisions of rules. Whatever is not a grant denies: an empty decision, and an error.
 */
final class Decisions {

	private static final Log logger = LogFactory.getLog(Loggers.CONNECTION);

	private final RuleManagers managers;

	private final FailureLog failures;

	Decisions(RuleManagers managers, FailureLog failures) {
		this.managers = managers;
		this.failures = failures;
	}

	/**
	 * Decide a rule before the method is called.
	 * @param target the object to call, or {@code null} if the rule does not read it
	 * @return whether the rule grants; never an error
	 */
	Mono<Boolean> before(Rule rule, Caller caller, @Nullable Object target, @Nullable Object input) {
		return granted(rule,
				this.managers.before(rule, Callers.authentication(caller), invocation(rule.method(), target, input)));
	}

	/**
	 * Decide a rule after the method was called.
	 * @param target the object that was called, or {@code null} if the rule does not read
	 * it
	 * @return whether the rule grants; never an error
	 */
	Mono<Boolean> after(Rule rule, Caller caller, @Nullable Object target, @Nullable Object input,
			@Nullable Object result) {
		return granted(rule,
				this.managers.after(Callers.authentication(caller), invocation(rule.method(), target, input), result));
	}

	// Without a target, Spring's managers find the annotation of the method itself, and
	// names of parameters are those beside it.
	private static MethodInvocation invocation(Method method, @Nullable Object target, @Nullable Object input) {
		@Nullable Object[] arguments = Arrays.copyOf(StreamInput.arguments(method, input), method.getParameterCount());
		Object singleton = (target != null) ? AopProxyUtils.getSingletonTarget(target) : null;
		return new SimpleMethodInvocation((singleton != null) ? singleton : target, method, arguments);
	}

	private Mono<Boolean> granted(Rule rule, Mono<AuthorizationResult> decision) {
		return decision.map(AuthorizationResult::isGranted)
			.onErrorResume((ex) -> failed(rule, ex))
			.defaultIfEmpty(false);
	}

	private Mono<Boolean> failed(Rule rule, Throwable ex) {
		if (!(ex instanceof AccessDeniedException)) {
			this.failures.error(logger, rule.name(), "Denied a call, because " + rule.name() + " failed", ex);
		}
		return Mono.just(false);
	}

	/**
	 * Wait for a decision, on a thread that may be blocked.
	 * @param context the Reactor context of the call
	 * @throws IllegalStateException if the thread is interrupted
	 */
	static boolean await(Mono<Boolean> decision, ContextView context) {
		CompletableFuture<Boolean> future = decision.contextWrite(context).toFuture();
		try {
			return Boolean.TRUE.equals(future.get());
		}
		catch (InterruptedException ex) {
			future.cancel(false);
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while a rule was decided", ex);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("A rule was not decided", ex.getCause());
		}
	}

	/**
	 * Return a decision that is known at once; one that is not denies.
	 */
	static boolean now(Mono<Boolean> decision) {
		return Boolean.TRUE.equals(decision.toFuture().getNow(false));
	}

}
