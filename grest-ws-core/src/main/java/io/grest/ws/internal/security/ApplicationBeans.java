package io.grest.ws.internal.security;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.security.access.PermissionEvaluator;
import org.springframework.security.access.expression.method.DefaultMethodSecurityExpressionHandler;
import org.springframework.security.access.expression.method.MethodSecurityExpressionHandler;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.authorization.AuthorizationManagerFactory;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.core.GrantedAuthorityDefaults;
import org.springframework.security.core.annotation.AnnotationTemplateExpressionDefaults;
import org.springframework.util.ClassUtils;

/**
 * Beans of an application that decide what a rule means.
 */
final class ApplicationBeans {

	private static final boolean CONFIG_PRESENT = ClassUtils.isPresent(
			"org.springframework.security.config.core.GrantedAuthorityDefaults",
			ApplicationBeans.class.getClassLoader());

	private static final String REACTIVE_INTERCEPTOR = "preAuthorizeAuthorizationMethodInterceptor";

	private static final String REACTIVE_HANDLER = "methodSecurityExpressionHandler";

	private static final String REACTIVE_CONFIGURATION = "_reactiveMethodSecurityConfiguration";

	private final ApplicationContext context;

	ApplicationBeans(ApplicationContext context) {
		this.context = context;
	}

	<T> @Nullable T find(Class<T> type) {
		return this.context.getBeanProvider(type).getIfAvailable();
	}

	@Nullable AnnotationTemplateExpressionDefaults templateDefaults() {
		return find(AnnotationTemplateExpressionDefaults.class);
	}

	@Nullable RoleHierarchy roleHierarchy() {
		return find(RoleHierarchy.class);
	}

	@Nullable String rolePrefix() {
		return CONFIG_PRESENT ? Config.rolePrefix(this) : null;
	}

	/**
	 * Return the factory of decisions on authorities, which may ask for more than them.
	 */
	@Nullable AuthorizationManagerFactory<MethodInvocation> authorizationManagerFactory() {
		AuthorizationManagerFactory<MethodInvocation> factory = find(
				ResolvableType.forClassWithGenerics(AuthorizationManagerFactory.class, MethodInvocation.class));
		return (factory != null) ? factory
				: find(ResolvableType.forClassWithGenerics(AuthorizationManagerFactory.class, Object.class));
	}

	@SuppressWarnings("unchecked")
	private <T> @Nullable T find(ResolvableType type) {
		return (T) this.context.getBeanProvider(type).getIfAvailable();
	}

	/**
	 * Return the handler of expressions of the application, or {@code null} if it has
	 * none.
	 */
	@Nullable MethodSecurityExpressionHandler declaredHandler() {
		MethodSecurityExpressionHandler handler = this.context.getBeanProvider(MethodSecurityExpressionHandler.class)
			.getIfUnique();
		return (handler != null && !isOfSpring(handler)) ? handler : null;
	}

	// The one of reactive method security, which knows no bean but the prefix of roles.
	private boolean isOfSpring(MethodSecurityExpressionHandler handler) {
		return handler.getClass() == DefaultMethodSecurityExpressionHandler.class
				&& this.context.containsBean(REACTIVE_CONFIGURATION) && this.context.containsBean(REACTIVE_HANDLER)
				&& this.context.getBean(REACTIVE_HANDLER) == handler;
	}

	/**
	 * Create a handler of expressions as Spring Security configures its own.
	 */
	// Spring Security's configurations set the prefix in no other way.
	@SuppressWarnings("deprecation")
	MethodSecurityExpressionHandler newHandler() {
		DefaultMethodSecurityExpressionHandler handler = new DefaultMethodSecurityExpressionHandler();
		handler.setApplicationContext(this.context);
		AuthorizationManagerFactory<MethodInvocation> factory = authorizationManagerFactory();
		if (factory != null) {
			handler.setAuthorizationManagerFactory(factory);
		}
		else {
			String prefix = rolePrefix();
			if (prefix != null) {
				handler.setDefaultRolePrefix(prefix);
			}
			handler.setRoleHierarchy(roleHierarchy());
		}
		PermissionEvaluator permissions = find(PermissionEvaluator.class);
		if (permissions != null) {
			handler.setPermissionEvaluator(permissions);
		}
		return handler;
	}

	/**
	 * Return a manager as the application wants it, such as observed.
	 * @param manager the manager
	 * @param type the type that post-processors are declared for
	 */
	<T> T processed(T manager, ResolvableType type) {
		return CONFIG_PRESENT ? Config.processed(this, manager, type) : manager;
	}

	/**
	 * Return whether Spring's reactive method security intercepts the beans of this
	 * application.
	 */
	boolean hasReactiveMethodSecurity() {
		return this.context.containsBean(REACTIVE_CONFIGURATION) && this.context.containsBean(REACTIVE_INTERCEPTOR);
	}

	/**
	 * Isolated use of Spring Security's configuration module, which is optional.
	 */
	private static final class Config {

		static @Nullable String rolePrefix(ApplicationBeans beans) {
			GrantedAuthorityDefaults defaults = beans.find(GrantedAuthorityDefaults.class);
			return (defaults != null) ? defaults.getRolePrefix() : null;
		}

		static <T> T processed(ApplicationBeans beans, T manager, ResolvableType type) {
			ObjectPostProcessor<T> processor = beans
				.find(ResolvableType.forClassWithGenerics(ObjectPostProcessor.class, type));
			return (processor != null) ? processor.postProcess(manager) : manager;
		}

	}

}
