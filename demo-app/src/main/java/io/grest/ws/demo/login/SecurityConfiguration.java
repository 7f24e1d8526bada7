package io.grest.ws.demo.login;

import java.util.List;
import java.util.UUID;

import io.grest.ws.demo.chat.ChatClient;
import io.grest.ws.topic.SocketUserResolver;
import io.grest.ws.topic.Sockets;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity.FormLoginSpec;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authentication.HttpStatusServerEntryPoint;
import org.springframework.security.web.server.authentication.ServerAuthenticationEntryPointFailureHandler;
import org.springframework.security.web.server.authentication.logout.HttpStatusReturningServerLogoutSuccessHandler;
import org.springframework.security.web.server.csrf.CookieServerCsrfTokenRepository;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource;

/**
 * Configuration of the users, in memory, and of the ways to log in: the page by a form
 * and a cookie, programs by HTTP Basic. Pages are public; the contract says who may
 * connect, and what a user may call.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
class SecurityConfiguration {

	private static final int LOGGED_OUT = 4003;

	// No node keeps a session: who a browser is, and its token against forged requests,
	// are in cookies that each node understands.
	@Bean
	SecurityWebFilterChain securityWebFilterChain(ServerHttpSecurity http, LoginToken token,
			Sockets<ChatClient> sockets) {
		return http.authorizeExchange((paths) -> paths.anyExchange().permitAll())
			.securityContextRepository(token)
			.csrf((csrf) -> csrf.csrfTokenRepository(new CookieServerCsrfTokenRepository()))
			.cors(Customizer.withDefaults())
			.httpBasic(Customizer.withDefaults())
			.formLogin(SecurityConfiguration::byFetch)
			.logout((logout) -> logout
				.logoutHandler((handlers) -> handlers.add((exchange, user) -> closeAll(sockets, user)))
				.logoutSuccessHandler(new HttpStatusReturningServerLogoutSuccessHandler(HttpStatus.NO_CONTENT)))
			.build();
	}

	// Those of all tabs of the browser, on whichever node they are.
	private static Mono<Void> closeAll(Sockets<ChatClient> sockets, Authentication user) {
		return Mono.justOrEmpty(LoginToken.loginOf(user))
			.flatMap((login) -> sockets.user(login.id()).close(LOGGED_OUT, "Logged out"))
			.then();
	}

	// A user of sockets is a log-in, as a log-out is that of one browser only.
	@Bean
	SocketUserResolver loginOfConnection() {
		return (connection) -> connection.principal()
			.map((user) -> LoginToken.loginOf(user).map(LoginToken.Login::id).orElseGet(user::getName))
			.orElse(null);
	}

	@Bean
	LoginToken loginToken(@Value("${demo.login.secret:}") String secret) {
		return new LoginToken(secret.isEmpty() ? LoginToken.newKey() : LoginToken.toKey(secret));
	}

	// Pages of the other nodes.
	@Bean
	UrlBasedCorsConfigurationSource corsConfigurationSource(@Value("${demo.nodes:}") List<String> nodes) {
		CorsConfiguration others = new CorsConfiguration();
		others.setAllowedOrigins(nodes);
		others.setAllowedMethods(List.of("GET", "POST"));
		others.setAllowCredentials(true);
		UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
		source.registerCorsConfiguration("/**", others);
		return source;
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
