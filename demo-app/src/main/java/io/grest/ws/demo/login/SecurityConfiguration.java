package io.grest.ws.demo.login;

import java.util.UUID;

import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity.FormLoginSpec;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authentication.HttpStatusServerEntryPoint;
import org.springframework.security.web.server.authentication.ServerAuthenticationEntryPointFailureHandler;
import org.springframework.security.web.server.authentication.logout.HttpStatusReturningServerLogoutSuccessHandler;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;

/**
 * Configuration of the users, in memory, and of the ways to log in: the page by a form
 * and a cookie, programs by HTTP Basic. Pages are public; the contract says who may
 * connect, and what a user may call.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
class SecurityConfiguration {

	@Bean
	SecurityWebFilterChain securityWebFilterChain(ServerHttpSecurity http) {
		return http.authorizeExchange((paths) -> paths.anyExchange().permitAll())
			.httpBasic(Customizer.withDefaults())
			.formLogin(SecurityConfiguration::byFetch)
			.logout((logout) -> logout
				.logoutSuccessHandler(new HttpStatusReturningServerLogoutSuccessHandler(HttpStatus.NO_CONTENT)))
			.build();
	}

	// The page is its own log-in page, and needs an answer instead of a redirect.
	private static void byFetch(FormLoginSpec form) {
		HttpStatusServerEntryPoint refused = new HttpStatusServerEntryPoint(HttpStatus.UNAUTHORIZED);
		form.requiresAuthenticationMatcher(ServerWebExchangeMatchers.pathMatchers(HttpMethod.POST, "/login"))
			.authenticationEntryPoint(refused)
			.authenticationFailureHandler(new ServerAuthenticationEntryPointFailureHandler(refused))
			.authenticationSuccessHandler((filter, user) -> Mono
				.fromRunnable(() -> filter.getExchange().getResponse().setStatusCode(HttpStatus.NO_CONTENT)));
	}

	// The page shows these passwords. Real ones are never stored as plain text.
	@Bean
	MapReactiveUserDetailsService users(BotAccount bot) {
		return new MapReactiveUserDetailsService(User.withUsername("ann").password("{noop}ann").roles("USER").build(),
				User.withUsername("bob").password("{noop}bob").roles("USER").build(),
				User.withUsername("mod").password("{noop}mod").roles("USER", "MODERATOR").build(),
				User.withUsername(bot.name()).password("{noop}" + bot.password()).roles("USER").build());
	}

	@Bean
	BotAccount botAccount() {
		return new BotAccount("Concierge", UUID.randomUUID().toString());
	}

}
