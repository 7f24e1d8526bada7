package io.grest.ws.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.grest.ws.autoconfigure.Chat.Client;
import io.grest.ws.autoconfigure.Chat.Server;
import io.grest.ws.context.ContextValues;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.handshake.UpgradeRequest;
import io.grest.ws.security.AuthenticationInterceptor;
import io.grest.ws.server.SocketHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.util.LinkedMultiValueMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * In-band credentials of clients on real sockets, judged by a real chain.
 */
@Tag("security")
class InBandSecurityTests {

	private static SecuredApplication application;

	@BeforeAll
	static void start() {
		application = SecuredApplication.start(Application.class);
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@Test
	void authenticatesByBearerTokenWithRolesOfChain() throws Exception {
		assertThat(application.greet("Bearer " + Tokens.of("ann", "ADMIN"))).isEqualTo("\"ann ROLE_ADMIN for a time\"");
	}

	@Test
	void authenticatesByPassword() throws Exception {
		assertThat(application.greet(SecuredApplication.basic("bob:secret"))).isEqualTo("\"bob ROLE_USER\"");
	}

	@ParameterizedTest
	@MethodSource("badCredentials")
	void rejectsBadCredentialsAlike(String authorization) throws Exception {
		assertThat(application.greet(authorization)).isEqualTo(SecuredApplication.rejection("NOT_AUTHORIZED", 401));
	}

	static Stream<String> badCredentials() {
		Stream<String> tokens = Stream.of(Tokens.forged(), Tokens.byForeignKey(), Tokens.byPublicKeyAsSecret(),
				Tokens.unsigned(), Tokens.expired(), Tokens.justExpired(), Tokens.forAnotherAudience(), "not.a.token",
				"@@", "", "a\\nX-Admin: true");
		return Stream.concat(tokens.map((token) -> "Bearer " + token),
				Stream.of(SecuredApplication.basic("bob:wrong"), SecuredApplication.basic("nobody:secret"),
						SecuredApplication.basic("locked:secret"), "Basic @@", "Digest bob", "x"));
	}

	@Test
	void rejectsClientWithoutCredentials() throws Exception {
		assertThat(application.greet("")).isEqualTo(SecuredApplication.rejection("NOT_AUTHORIZED", 401));
	}

	@Test
	void keepsPrincipalOfUpgradeWithoutHeader() throws Exception {
		assertThat(application.greet("", "Authorization", SecuredApplication.basic("bob:secret")))
			.isEqualTo("\"bob ROLE_USER\"");
	}

	@Test
	void prefersHeaderToPrincipalOfUpgrade() throws Exception {
		assertThat(application.greet("Bearer " + Tokens.of("ann"), "Authorization",
				SecuredApplication.basic("bob:secret")))
			.isEqualTo("\"ann for a time\"");
	}

	@Test
	void rejectsBadHeaderWhoeverUpgraded() throws Exception {
		assertThat(
				application.greet("Bearer " + Tokens.forged(), "Authorization", SecuredApplication.basic("bob:secret")))
			.isEqualTo(SecuredApplication.rejection("NOT_AUTHORIZED", 401));
	}

	@Test
	void forbidsUserWhomRulesOfPathDeny() throws Exception {
		SecuredApplication.Peer peer = application.open("/ws/AdminApi", "Authorization",
				SecuredApplication.basic("root:secret"));
		assertThat(application.greet(peer, SecuredApplication.basic("bob:secret")))
			.isEqualTo(SecuredApplication.rejection("FORBIDDEN", 403));
	}

	@Test
	void closesHugeTokenBeforeItIsJudged() throws Exception {
		SecuredApplication.Peer peer = application.open("/ws/ChatApi");
		peer.send("h:::{\"authorization\":\"Bearer " + "a".repeat(100_000) + "\"}");
		assertThat(peer.next()).isEqualTo("closed 1009 Message too big");
	}

	/**
	 * At a refresh the context of the connection has the authentication of before.
	 */
	@Test
	void ignoresWhoConnectionIsAlready() {
		UpgradeRequest upgrade = new UpgradeRequest(URI.create("http://localhost/ws/ChatApi"), new HttpHeaders(),
				new LinkedMultiValueMap<>(), null, null);
		ServerHandshake handshake = new ServerHandshake("ChatApi", Map.of("authorization", "Digest x"), upgrade,
				Map.of(), null, new ContextValues());
		Mono<Void> judged = application.context()
			.getBean(AuthenticationInterceptor.class)
			.process(handshake)
			.contextWrite(ReactiveSecurityContextHolder
				.withAuthentication(UsernamePasswordAuthenticationToken.authenticated("ann", null, List.of())));
		StepVerifier.create(judged).expectError(NotAuthorizedException.class).verify(Duration.ofSeconds(10));
		assertThat(handshake.principal()).isEmpty();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		SocketContract<Server, Client> chatApi() {
			return SecuredApplication.contract(AuthenticationInterceptor.class).build();
		}

		@Bean
		SocketHandler<Server, Client> chatHandler() {
			return SecuredApplication.handler();
		}

		@Bean
		SocketContract<AdminServer, Client> adminApi() {
			return SocketContract.define("AdminApi", AdminServer.class, Client.class)
				.path("/ws/AdminApi")
				.use(AuthenticationInterceptor.class)
				.build();
		}

		@Bean
		SocketHandler<AdminServer, Client> adminHandler() {
			return (connection) -> (name) -> {
			};
		}

		@Bean
		SecurityWebFilterChain chain(ServerHttpSecurity http) {
			return http
				.authorizeExchange(
						(paths) -> paths.pathMatchers("/ws/AdminApi").hasRole("ADMIN").anyExchange().permitAll())
				.httpBasic((basic) -> {
				})
				.oauth2ResourceServer((server) -> server.jwt((jwt) -> jwt.jwtAuthenticationConverter(this::user)))
				.build();
		}

		private Mono<JwtAuthenticationToken> user(Jwt token) {
			return Mono.just(new JwtAuthenticationToken(token,
					token.getClaimAsStringList("groups")
						.stream()
						.map((group) -> new SimpleGrantedAuthority("ROLE_" + group))
						.toList()));
		}

		@Bean
		ReactiveJwtDecoder decoder() {
			NimbusReactiveJwtDecoder decoder = NimbusReactiveJwtDecoder.withPublicKey(Tokens.publicKey()).build();
			decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(JwtValidators.createDefault(),
					new JwtClaimValidator<List<String>>("aud",
							(audience) -> audience != null && audience.contains("chat"))));
			return decoder;
		}

		@Bean
		MapReactiveUserDetailsService users() {
			return new MapReactiveUserDetailsService(
					User.withUsername("bob").password("{noop}secret").roles("USER").build(),
					User.withUsername("root").password("{noop}secret").roles("ADMIN").build(),
					User.withUsername("locked").password("{noop}secret").roles("USER").accountLocked(true).build());
		}

	}

	interface AdminServer {

		void remove(String name);

	}

}
