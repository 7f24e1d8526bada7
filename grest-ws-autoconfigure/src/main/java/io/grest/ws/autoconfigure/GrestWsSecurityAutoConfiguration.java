package io.grest.ws.autoconfigure;

import io.grest.ws.security.AuthenticationInterceptor;
import io.grest.ws.security.SocketAuthenticator;
import io.grest.ws.security.SocketLogoutHandler;
import io.grest.ws.security.TicketInterceptor;
import io.grest.ws.server.ActiveConnections;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.ott.reactive.ReactiveOneTimeTokenService;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.ReactiveUserDetailsService;
import org.springframework.security.web.server.WebFilterChainProxy;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the authentication of clients by
 * Spring Security: in-band credentials, tickets, and the end of connections when their
 * session logs out.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = GrestWsServerAutoConfiguration.class, afterName = {
		"org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration",
		"org.springframework.boot.security.autoconfigure.ReactiveUserDetailsServiceAutoConfiguration",
		"org.springframework.boot.security.oauth2.server.resource.autoconfigure.web.reactive.ReactiveOAuth2ResourceServerWebSecurityAutoConfiguration" })
@ConditionalOnClass(WebFilterChainProxy.class)
@ConditionalOnWebApplication(type = Type.REACTIVE)
public final class GrestWsSecurityAutoConfiguration {

	// Before interceptors that ask who the client is.
	private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

	private final GrestWsProperties.Security properties;

	GrestWsSecurityAutoConfiguration(GrestWsProperties properties) {
		this.properties = properties.server().security();
	}

	@Bean
	@Order(ORDER)
	@Conditional(AuthenticatorCondition.class)
	@ConditionalOnMissingBean
	AuthenticationInterceptor grestWsAuthenticationInterceptor(ObjectProvider<SocketAuthenticator> authenticator,
			ApplicationContext context) {
		AuthenticationInterceptor interceptor = new AuthenticationInterceptor(
				authenticator.getIfAvailable(() -> SocketAuthenticator.ofChain(context)));
		if (this.properties.anonymous()) {
			interceptor = interceptor.admittingAnonymous();
		}
		return this.properties.inBand() ? interceptor.forAllContracts() : interceptor;
	}

	@Bean
	@ConditionalOnBean(ReactiveOneTimeTokenService.class)
	@ConditionalOnMissingBean
	TicketInterceptor grestWsTicketInterceptor(ReactiveOneTimeTokenService tickets,
			ObjectProvider<ReactiveUserDetailsService> users) {
		return new TicketInterceptor(tickets, users.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean
	SocketLogoutHandler grestWsLogoutHandler(ActiveConnections connections) {
		return new SocketLogoutHandler(connections::connections);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ServerHttpSecurity.class)
	static class LogoutConfiguration {

		// Before the handler that changes the id of the session.
		@Bean
		Customizer<ServerHttpSecurity.LogoutSpec> grestWsLogoutCustomizer(SocketLogoutHandler handler) {
			return (logout) -> logout.logoutHandler((handlers) -> handlers.add(0, handler));
		}

	}

	/**
	 * Condition for something that judges credentials.
	 */
	static final class AuthenticatorCondition extends AnyNestedCondition {

		AuthenticatorCondition() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnBean(SocketAuthenticator.class)
		static final class OfApplication {

		}

		@ConditionalOnBean(WebFilterChainProxy.class)
		static final class OfChain {

		}

	}

}
