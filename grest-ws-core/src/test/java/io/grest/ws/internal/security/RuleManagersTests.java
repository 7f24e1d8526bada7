package io.grest.ws.internal.security;

import java.io.Serializable;
import java.util.concurrent.atomic.AtomicInteger;

import io.grest.ws.internal.call.Caller;
import io.grest.ws.internal.call.DeniedException;
import io.grest.ws.internal.call.MethodRule;
import jakarta.annotation.security.RolesAllowed;
import org.aopalliance.intercept.MethodInvocation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.util.context.Context;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.access.PermissionEvaluator;
import org.springframework.security.access.annotation.Secured;
import org.springframework.security.access.expression.method.DefaultMethodSecurityExpressionHandler;
import org.springframework.security.access.expression.method.MethodSecurityExpressionHandler;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.access.hierarchicalroles.RoleHierarchyImpl;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManagerFactory;
import org.springframework.security.authorization.DefaultAuthorizationManagerFactory;
import org.springframework.security.authorization.ReactiveAuthorizationManager;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.method.configuration.EnableReactiveMethodSecurity;
import org.springframework.security.config.core.GrantedAuthorityDefaults;
import org.springframework.security.core.Authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * Beans that decide what a rule means.
 */
class RuleManagersTests {

	private static boolean isGranted(SpringCallSecurity security, String method, Caller caller) throws Throwable {
		MethodRule rule = security.rule(Rules.method(Server.class, method), Server.class);
		assertThat(rule).isNotNull();
		try {
			rule.check(caller);
			return "done"
				.equals(rule.invoke(caller, Context::empty, security, "input", (target, input) -> "done", true));
		}
		catch (DeniedException ex) {
			return false;
		}
	}

	private static boolean checks(SpringCallSecurity security, String method, Caller caller) {
		MethodRule rule = security.rule(Rules.method(Server.class, method), Server.class);
		assertThat(rule).isNotNull();
		try {
			rule.check(caller);
			return true;
		}
		catch (DeniedException ex) {
			return false;
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "role", "secured", "rolesAllowed" })
	void usesRoleHierarchy(String method) throws Throwable {
		Caller boss = Rules.user("ann", "ROLE_BOSS");
		assertThat(isGranted(Rules.security(), method, boss)).isFalse();
		assertThat(isGranted(Rules.security(Hierarchy.class), method, boss)).isTrue();
		assertThat(isGranted(Rules.security(Hierarchy.class), method, Rules.user("bob", "ROLE_X"))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "role", "rolesAllowed" })
	void usesRolePrefix(String method) throws Throwable {
		assertThat(isGranted(Rules.security(Prefix.class), method, Rules.user("ann", "GRP_A"))).isTrue();
		assertThat(isGranted(Rules.security(Prefix.class), method, Rules.user("ann", "ROLE_A"))).isFalse();
	}

	@Test
	void usesPermissionEvaluator() throws Throwable {
		Caller ann = Rules.user("ann");
		assertThat(isGranted(Rules.security(), "permission", ann)).isFalse();
		assertThat(isGranted(Rules.security(Permissions.class), "permission", ann)).isTrue();
		assertThat(isGranted(Rules.security(Permissions.class), "permission", Rules.user("bob"))).isFalse();
	}

	@Test
	void asksFactoryAtEachCall() throws Throwable {
		for (Class<?> configuration : new Class<?>[] { Factory.class, FactoryOfAll.class }) {
			SpringCallSecurity security = Rules.security(configuration);
			Caller ann = Rules.user("ann", "ROLE_A");
			Open.open = false;
			assertThat(checks(security, "role", ann)).isTrue();
			assertThat(isGranted(security, "role", ann)).isFalse();
			Open.open = true;
			assertThat(isGranted(security, "role", ann)).isTrue();
			assertThat(isGranted(security, "role", Rules.user("bob"))).isFalse();
		}
	}

	@Test
	void usesHandlerOfApplication() throws Throwable {
		SpringCallSecurity security = Rules.security(Handler.class);
		assertThat(isGranted(security, "role", Rules.user("ann", "TEAM_A"))).isTrue();
		assertThat(isGranted(security, "role", Rules.user("ann", "ROLE_A"))).isFalse();
		assertThat(checks(security, "role", Rules.user("ann", "ROLE_A"))).isTrue();
	}

	@Test
	void acceptsVariablesOfOwnHandler() {
		SpringCallSecurity security = Rules.security(OwnHandler.class);
		assertThatCode(() -> security.rule(Rules.method(Server.class, "variable"), Server.class))
			.doesNotThrowAnyException();
	}

	@Test
	void decidesEarlyUnderReactiveMethodSecurity() {
		SpringCallSecurity security = Rules.security(ReactiveMethodSecurity.class);
		assertThat(checks(security, "role", Rules.user("ann", "ROLE_A"))).isTrue();
		assertThat(checks(security, "role", Rules.user("ann", "ROLE_B"))).isFalse();
	}

	@Test
	void usesBeansUnderReactiveMethodSecurity() throws Throwable {
		assertThat(isGranted(Rules.security(ReactiveMethodSecurity.class, Hierarchy.class), "role",
				Rules.user("ann", "ROLE_BOSS")))
			.isTrue();
		assertThat(isGranted(Rules.security(ReactiveMethodSecurity.class, Handler.class), "role",
				Rules.user("ann", "TEAM_A")))
			.isTrue();
		Open.open = false;
		assertThat(isGranted(Rules.security(ReactiveMethodSecurity.class, Factory.class), "role",
				Rules.user("ann", "ROLE_A")))
			.isFalse();
	}

	@Test
	void processesManagers() throws Throwable {
		assertThat(isGranted(Rules.security(Processing.class), "role", Rules.user("ann", "ROLE_A"))).isTrue();
		assertThat(Processing.ASKED).hasValue(1);
	}

	interface Server {

		@PreAuthorize("hasRole('A')")
		String role(String input);

		@Secured("ROLE_A")
		String secured(String input);

		@RolesAllowed("A")
		String rolesAllowed(String input);

		@PreAuthorize("hasPermission(#input, 'read')")
		String permission(String input);

		@PreAuthorize("#tenant == 'a'")
		String variable(String input);

	}

	static final class Open {

		static volatile boolean open;

		private Open() {
		}

		static <T> AuthorizationManagerFactory<T> factory() {
			DefaultAuthorizationManagerFactory<T> factory = new DefaultAuthorizationManagerFactory<>();
			factory.setAdditionalAuthorization((authentication, object) -> new AuthorizationDecision(open));
			return factory;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Hierarchy {

		@Bean
		RoleHierarchy roleHierarchy() {
			return RoleHierarchyImpl.fromHierarchy("ROLE_BOSS > ROLE_A");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Prefix {

		@Bean
		GrantedAuthorityDefaults grantedAuthorityDefaults() {
			return new GrantedAuthorityDefaults("GRP_");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Permissions {

		@Bean
		PermissionEvaluator permissionEvaluator() {
			return new PermissionEvaluator() {

				@Override
				public boolean hasPermission(Authentication authentication, Object target, Object permission) {
					return authentication.getName().equals("ann") && target.equals("input")
							&& permission.equals("read");
				}

				@Override
				public boolean hasPermission(Authentication authentication, Serializable id, String type,
						Object permission) {
					return false;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Factory {

		@Bean
		AuthorizationManagerFactory<MethodInvocation> authorizationManagerFactory() {
			return Open.factory();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FactoryOfAll {

		@Bean
		AuthorizationManagerFactory<Object> authorizationManagerFactory() {
			return Open.factory();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Handler {

		@Bean
		MethodSecurityExpressionHandler expressionHandler() {
			DefaultAuthorizationManagerFactory<MethodInvocation> factory = new DefaultAuthorizationManagerFactory<>();
			factory.setRolePrefix("TEAM_");
			DefaultMethodSecurityExpressionHandler handler = new DefaultMethodSecurityExpressionHandler();
			handler.setAuthorizationManagerFactory(factory);
			return handler;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnHandler {

		@Bean
		MethodSecurityExpressionHandler expressionHandler() {
			return new DefaultMethodSecurityExpressionHandler() {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableReactiveMethodSecurity
	static class ReactiveMethodSecurity {

	}

	@Configuration(proxyBeanMethods = false)
	static class Processing {

		static final AtomicInteger ASKED = new AtomicInteger();

		@Bean
		ObjectPostProcessor<ReactiveAuthorizationManager<MethodInvocation>> processor() {
			return new ObjectPostProcessor<>() {

				@Override
				@SuppressWarnings("unchecked")
				public <O extends ReactiveAuthorizationManager<MethodInvocation>> O postProcess(O manager) {
					return (O) (ReactiveAuthorizationManager<MethodInvocation>) (authentication, call) -> {
						ASKED.incrementAndGet();
						return manager.authorize(authentication, call);
					};
				}

			};
		}

	}

}
