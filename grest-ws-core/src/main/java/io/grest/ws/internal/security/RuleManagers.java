package io.grest.ws.internal.security;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.ResolvableType;
import org.springframework.expression.Expression;
import org.springframework.security.access.expression.method.DefaultMethodSecurityExpressionHandler;
import org.springframework.security.access.expression.method.MethodSecurityExpressionHandler;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.authorization.AuthoritiesAuthorizationManager;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.authorization.ReactiveAuthorizationManager;
import org.springframework.security.authorization.method.Jsr250AuthorizationManager;
import org.springframework.security.authorization.method.MethodInvocationResult;
import org.springframework.security.authorization.method.PostAuthorizeReactiveAuthorizationManager;
import org.springframework.security.authorization.method.PreAuthorizeReactiveAuthorizationManager;
import org.springframework.security.authorization.method.SecuredAuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.annotation.AnnotationTemplateExpressionDefaults;
import org.springframework.util.ClassUtils;

/**
 * Spring Security's managers of the rules of methods, set up with the beans of an
 * application. Safe to use from any thread.
 */
final class RuleManagers {

	private static final boolean JSR250_PRESENT = ClassUtils.isPresent("jakarta.annotation.security.DenyAll",
			RuleManagers.class.getClassLoader());

	private final MethodSecurityExpressionHandler handler;

	private final ReactiveAuthorizationManager<MethodInvocation> preAuthorize;

	private final ReactiveAuthorizationManager<MethodInvocationResult> postAuthorize;

	private final AuthorizationManager<MethodInvocation> secured;

	// Null without the annotations, which no class can have then.
	private final @Nullable AuthorizationManager<MethodInvocation> jsr250;

	private final boolean ownHandler;

	private final boolean ofAuthorities;

	RuleManagers(ApplicationBeans beans) {
		MethodSecurityExpressionHandler declared = beans.declaredHandler();
		this.handler = (declared != null) ? declared : beans.newHandler();
		this.ownHandler = this.handler.getClass() != DefaultMethodSecurityExpressionHandler.class;
		this.ofAuthorities = declared == null && beans.authorizationManagerFactory() == null;
		AnnotationTemplateExpressionDefaults templates = beans.templateDefaults();
		PreAuthorizeReactiveAuthorizationManager pre = new PreAuthorizeReactiveAuthorizationManager(this.handler);
		PostAuthorizeReactiveAuthorizationManager post = new PostAuthorizeReactiveAuthorizationManager(this.handler);
		if (templates != null) {
			pre.setTemplateDefaults(templates);
			post.setTemplateDefaults(templates);
		}
		this.preAuthorize = beans.processed(pre,
				ResolvableType.forClassWithGenerics(ReactiveAuthorizationManager.class, MethodInvocation.class));
		this.postAuthorize = beans.processed(post,
				ResolvableType.forClassWithGenerics(ReactiveAuthorizationManager.class, MethodInvocationResult.class));
		ResolvableType synchronous = ResolvableType.forClassWithGenerics(AuthorizationManager.class,
				MethodInvocation.class);
		AuthoritiesAuthorizationManager authorities = authorities(beans);
		SecuredAuthorizationManager secured = new SecuredAuthorizationManager();
		secured.setAuthoritiesAuthorizationManager(authorities);
		this.secured = beans.processed(secured, synchronous);
		this.jsr250 = JSR250_PRESENT ? beans.processed(jsr250(authorities, beans.rolePrefix()), synchronous) : null;
	}

	private static AuthoritiesAuthorizationManager authorities(ApplicationBeans beans) {
		AuthoritiesAuthorizationManager authorities = new AuthoritiesAuthorizationManager();
		RoleHierarchy hierarchy = beans.roleHierarchy();
		if (hierarchy != null) {
			authorities.setRoleHierarchy(hierarchy);
		}
		return authorities;
	}

	private static Jsr250AuthorizationManager jsr250(AuthoritiesAuthorizationManager authorities,
			@Nullable String prefix) {
		Jsr250AuthorizationManager manager = new Jsr250AuthorizationManager();
		manager.setAuthoritiesAuthorizationManager(authorities);
		if (prefix != null) {
			manager.setRolePrefix(prefix);
		}
		return manager;
	}

	/**
	 * Return whether {@code hasRole} and the like ask for the authorities of the caller
	 * alone.
	 */
	boolean isOfAuthorities() {
		return this.ofAuthorities;
	}

	/**
	 * Return whether the application's own handler may define variables and properties.
	 */
	boolean hasOwnHandler() {
		return this.ownHandler;
	}

	/**
	 * Parse the expression of a rule.
	 * @throws IllegalStateException if it does not parse
	 */
	Expression parse(Rule rule) {
		try {
			return this.handler.getExpressionParser().parseExpression(rule.expression());
		}
		catch (RuntimeException ex) {
			throw new IllegalStateException(rule.name() + " does not parse: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Decide a rule before the method is called.
	 * @return the decision, which may be empty
	 */
	Mono<AuthorizationResult> before(Rule rule, Authentication authentication, MethodInvocation call) {
		return Mono.defer(() -> switch (rule.kind()) {
			case PRE_AUTHORIZE -> this.preAuthorize.authorize(Mono.just(authentication), call);
			case SECURED -> Mono.justOrEmpty(this.secured.authorize(() -> authentication, call));
			case JSR250 -> (this.jsr250 != null) ? Mono.justOrEmpty(this.jsr250.authorize(() -> authentication, call))
					: Mono.empty();
			case POST_AUTHORIZE -> Mono.error(new IllegalStateException(rule.name() + " needs a result"));
		});
	}

	/**
	 * Decide a rule after the method was called.
	 * @return the decision, which may be empty
	 */
	Mono<AuthorizationResult> after(Authentication authentication, MethodInvocation call, @Nullable Object result) {
		return Mono.defer(() -> this.postAuthorize.authorize(Mono.just(authentication),
				new MethodInvocationResult(call, result)));
	}

}
