package io.grest.ws.internal.security;

import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.Set;

import io.grest.ws.contract.Acknowledged;
import io.grest.ws.contract.OneWay;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.security.core.parameters.DefaultSecurityParameterNameDiscoverer;
import org.springframework.util.Assert;

/**
 * Check of rules that can be read, but not enforced as they are.
 */
final class RuleCheck {

	// Known to the registry with coroutines only.
	private static final String FLOW = "kotlinx.coroutines.flow.Flow";

	private final RuleManagers managers;

	private final boolean reactiveMethodSecurity;

	RuleCheck(RuleManagers managers, boolean reactiveMethodSecurity) {
		this.managers = managers;
		this.reactiveMethodSecurity = reactiveMethodSecurity;
	}

	/**
	 * Check a rule.
	 * @param rule the rule
	 * @param method the method of the interface
	 * @return the syntax tree of its expression, or {@code null} if it has none that can
	 * be read
	 * @throws IllegalStateException if it cannot be enforced, with the place and the
	 * remedy
	 */
	@Nullable RuleExpression check(Rule rule, Method method) {
		if (Connects.is(method)) {
			checkConnect(rule, method);
		}
		if (rule.kind() == RuleKind.POST_AUTHORIZE) {
			checkResult(rule, method);
		}
		if (!rule.kind().isExpression()) {
			return null;
		}
		if (!(this.managers.parse(rule) instanceof SpelExpression parsed)) {
			return null;
		}
		RuleExpression expression = new RuleExpression(parsed);
		checkTarget(rule, expression);
		if (!this.managers.hasOwnHandler()) {
			checkVariables(rule, expression);
		}
		return expression;
	}

	private void checkConnect(Rule rule, Method method) {
		Assert.state(rule.kind() != RuleKind.POST_AUTHORIZE,
				() -> rule.name() + " is not enforced, because the result of " + method.getName()
						+ " is the handler of calls: use @PreAuthorize");
		boolean interceptable = !this.reactiveMethodSecurity || rule.kind() != RuleKind.PRE_AUTHORIZE
				|| Connects.isReactive(method);
		Assert.state(interceptable,
				() -> rule.name()
						+ " rejects every client, because @EnableReactiveMethodSecurity asks for a method that"
						+ " returns a Publisher: implement ReactiveSocketHandler in place of SocketHandler");
	}

	private static void checkResult(Rule rule, Method method) {
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(method.getReturnType());
		boolean isStream = (adapter != null && adapter.isMultiValue()) || method.getReturnType().getName().equals(FLOW);
		Assert.state(!isStream, () -> rule.name() + " is not enforced on a stream: use @PreAuthorize");
		boolean isMessage = method.isAnnotationPresent(OneWay.class)
				|| (method.getReturnType() == void.class && !method.isAnnotationPresent(Acknowledged.class));
		Assert.state(!isMessage, () -> rule.name()
				+ " is not enforced on a message, which has no result: use @PreAuthorize, or answer the call");
	}

	private static void checkTarget(Rule rule, RuleExpression expression) {
		boolean unknownTarget = rule.isOnInterface() && expression.readsTarget();
		Assert.state(!unknownTarget,
				() -> rule.name() + " reads the object that implements the interface, by this, target, #this or #root:"
						+ " move the rule to the method of the class, or call a @bean");
	}

	private static void checkVariables(Rule rule, RuleExpression expression) {
		Set<String> unknown = new LinkedHashSet<>(expression.variables());
		Method method = rule.method();
		String[] names = new DefaultSecurityParameterNameDiscoverer().getParameterNames(method);
		Set<String> known = new LinkedHashSet<>();
		for (int i = 0; names != null && i < names.length && i < method.getParameterCount(); i++) {
			known.add(names[i]);
		}
		for (int i = 0; i < method.getParameterCount(); i++) {
			unknown.remove("a" + i);
			unknown.remove("p" + i);
		}
		unknown.removeAll(known);
		Assert.state(unknown.isEmpty(), () -> rule.name() + " reads #" + unknown.iterator().next()
				+ ", which is no parameter of the method" + remedy(known));
	}

	private static String remedy(Set<String> known) {
		return known.isEmpty() ? ": compile with -parameters, or annotate the parameter with @P"
				: ": it has " + known.stream().map((name) -> "#" + name).toList();
	}

}
