package io.grest.ws.security;

import org.springframework.context.ApplicationContext;

/**
 * Spring Security for the connections of a server: the security context of every call,
 * and the rules of the methods that a client calls.
 *
 * <p>
 * Rules are {@code @PreAuthorize}, {@code @PostAuthorize}, {@code @Secured} and the
 * annotations of JSR-250, on the interface of the contract, on the class of the object
 * that {@code connect} returns, or on {@code connect} itself. They are enforced whether
 * or not the application enables method security. All kinds that apply must grant; of one
 * kind, the nearest annotation applies. What cannot be enforced is refused by name.
 *
 * <p>
 * A principal that is not an {@code Authentication}, as an interceptor may set it, is
 * authenticated and has no authorities. Safe to use from any thread.
 *
 * @since 0.1.0
 */
public sealed interface SocketSecurity permits DefaultSocketSecurity {

	/**
	 * Create the security of an application. It uses these beans where they are present:
	 * a {@code MethodSecurityExpressionHandler}, or else {@code RoleHierarchy},
	 * {@code GrantedAuthorityDefaults}, {@code AuthorizationManagerFactory} and
	 * {@code PermissionEvaluator}; {@code AnnotationTemplateExpressionDefaults}; and the
	 * beans that expressions name.
	 * @param context the context of the application
	 * @return the security
	 */
	static SocketSecurity of(ApplicationContext context) {
		return new DefaultSocketSecurity(context);
	}

}
