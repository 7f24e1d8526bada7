package io.grest.ws.autoconfigure;

import io.grest.ws.autoconfigure.Chat.Client;
import io.grest.ws.autoconfigure.Chat.OtherServer;
import io.grest.ws.autoconfigure.Chat.Server;
import io.grest.ws.contract.Dialect;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.security.AuthenticationInterceptor;
import io.grest.ws.security.SocketAuthenticator;
import io.grest.ws.security.SocketLogoutHandler;
import io.grest.ws.security.TicketInterceptor;
import io.grest.ws.server.SocketHandler;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.web.server.SecurityWebFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GrestWsSecurityAutoConfiguration}.
 */
@Tag("security")
class GrestWsSecurityAutoConfigurationTests {

	private static final String REJECTED = SecuredApplication.rejection("NOT_AUTHORIZED", 401);

	@Test
	void appliesToContractsThatNameInterceptorOnly() throws Exception {
		try (SecuredApplication application = SecuredApplication.start(Plain.class)) {
			assertThat(application.greet("")).isEqualTo("\"nobody\"");
			assertThat(application.greet("Bearer " + Tokens.forged())).isEqualTo("\"nobody\"");
			assertThat(application.context().getBeansOfType(TicketInterceptor.class)).isEmpty();
			assertThat(application.context().getBeansOfType(SocketLogoutHandler.class)).hasSize(1);
		}
	}

	@Test
	void appliesToAllContractsWithHeaders() throws Exception {
		try (SecuredApplication application = SecuredApplication.start(WithEnvelope.class,
				"grest.ws.server.security.in-band=true")) {
			assertThat(application.greet("")).isEqualTo(REJECTED);
			SecuredApplication.Peer peer = application.open("/ws/OtherApi");
			peer.send("{\"type\":\"shout\",\"data\":\"hello\"}");
			assertThat(peer.next()).isEqualTo("{\"type\":\"said\",\"data\":\"hello\"}");
		}
	}

	@Test
	void admitsClientsWithoutCredentialsOnly() throws Exception {
		try (SecuredApplication application = SecuredApplication.start(Plain.class,
				"grest.ws.server.security.in-band=true", "grest.ws.server.security.anonymous=true")) {
			assertThat(application.greet("")).isEqualTo("\"nobody\"");
			assertThat(application.greet("Bearer " + Tokens.forged())).isEqualTo(REJECTED);
			assertThat(application.greet("Digest x")).isEqualTo(REJECTED);
		}
	}

	@Test
	void rejectsAnonymousAuthenticationOfUpgrade() throws Exception {
		try (SecuredApplication application = SecuredApplication.start(WithAnonymous.class,
				"grest.ws.server.security.in-band=true")) {
			assertThat(application.greet("")).isEqualTo(REJECTED);
			assertThat(application.greet("Digest x")).isEqualTo(REJECTED);
		}
	}

	@Test
	void prefersAuthenticatorOfApplicationToChain() throws Exception {
		try (SecuredApplication application = SecuredApplication.start(WithAuthenticator.class)) {
			assertThat(application.greet("Key ann")).isEqualTo("\"ann ROLE_KEY\"");
			assertThat(application.greet("Key bad")).isEqualTo(REJECTED);
			assertThat(application.greet("Key denied")).isEqualTo(SecuredApplication.rejection("FORBIDDEN", 403));
			assertThat(application.greet("Key lost")).isEqualTo(SecuredApplication.rejection("SERVER_ERROR", 500));
			assertThat(application.greet("Key unknown")).isEqualTo(REJECTED);
		}
	}

	@Test
	void reportsUnreachableIssuerAsServerError() throws Exception {
		try (SecuredApplication application = SecuredApplication.start(UnreachableIssuer.class,
				"grest.ws.server.security.in-band=true")) {
			assertThat(application.greet("Bearer " + Tokens.of("ann")))
				.isEqualTo(SecuredApplication.rejection("SERVER_ERROR", 500));
		}
	}

	@Test
	void refusesInterceptorOnEnvelopeContract() {
		assertThat(StartFailure.of(NamedOnEnvelope.class)).isEqualTo(new StartFailure(
				"The contract 'OtherApi' of the dialect ENVELOPE uses AuthenticationInterceptor, but has no in-band headers.",
				"Authenticate the upgrade request: by a session or, with TicketInterceptor, by a ticket."));
	}

	@Test
	void refusesTicketsWithoutService() {
		assertThat(StartFailure.of(WithoutTickets.class).action())
			.isEqualTo("Add spring-boot-starter-security, and define a bean of type 'ReactiveOneTimeTokenService',"
					+ " which issues the tickets.");
	}

	@Test
	void backsOffFromInterceptorOfApplication() throws Exception {
		try (SecuredApplication application = SecuredApplication.start(OwnInterceptor.class)) {
			assertThat(application.greet("")).isEqualTo("\"nobody\"");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Plain {

		@Bean
		SocketContract<Server, Client> chatApi() {
			return SecuredApplication.contract(SecuredApplication.Who.class).build();
		}

		@Bean
		HandshakeInterceptor who() {
			return new SecuredApplication.Who();
		}

		@Bean
		SocketHandler<Server, Client> chatHandler() {
			return SecuredApplication.handler();
		}

		@Bean
		SecurityWebFilterChain chain(ServerHttpSecurity http) {
			return http.authorizeExchange((paths) -> paths.anyExchange().permitAll())
				.oauth2ResourceServer((server) -> server.jwt((jwt) -> {
				}))
				.build();
		}

		@Bean
		ReactiveJwtDecoder decoder() {
			return NimbusReactiveJwtDecoder.withPublicKey(Tokens.publicKey()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithEnvelope extends Plain {

		@Bean
		SocketContract<OtherServer, Client> otherApi() {
			return other().build();
		}

		static SocketContract.Builder<OtherServer, Client> other() {
			return SocketContract.define("OtherApi", OtherServer.class, Client.class)
				.path("/ws/OtherApi")
				.dialect(Dialect.ENVELOPE);
		}

		@Bean
		SocketHandler<OtherServer, Client> otherHandler() {
			return (connection) -> (text) -> connection.remote().said(text);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NamedOnEnvelope extends Plain {

		@Bean
		SocketContract<OtherServer, Client> otherApi() {
			return WithEnvelope.other().use(AuthenticationInterceptor.class).build();
		}

		@Bean
		SocketHandler<OtherServer, Client> otherHandler() {
			return (connection) -> (text) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithAnonymous extends Plain {

		@Override
		@Bean
		SecurityWebFilterChain chain(ServerHttpSecurity http) {
			return super.chain(http.anonymous((anonymous) -> {
			}));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UnreachableIssuer extends Plain {

		@Override
		@Bean
		ReactiveJwtDecoder decoder() {
			return NimbusReactiveJwtDecoder.withJwkSetUri("http://localhost:1/keys").build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithAuthenticator extends Plain {

		@Override
		@Bean
		SocketContract<Server, Client> chatApi() {
			return SecuredApplication.contract(AuthenticationInterceptor.class).build();
		}

		@Bean
		SocketAuthenticator authenticator() {
			return (handshake) -> switch (handshake.header("authorization").orElse("")) {
				case "Key ann" -> Mono.just(UsernamePasswordAuthenticationToken.authenticated("ann", null,
						AuthorityUtils.createAuthorityList("ROLE_KEY")));
				case "Key bad" -> throw new BadCredentialsException("bad");
				case "Key denied" -> Mono.error(new AuthorizationDeniedException("denied"));
				case "Key lost" -> Mono.error(new AuthenticationServiceException("lost"));
				default -> Mono.empty();
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnInterceptor extends WithAuthenticator {

		@Bean
		AuthenticationInterceptor own(SocketAuthenticator authenticator) {
			return new AuthenticationInterceptor(authenticator).admittingAnonymous();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithoutTickets extends Plain {

		@Override
		@Bean
		SocketContract<Server, Client> chatApi() {
			return SecuredApplication.contract(TicketInterceptor.class).build();
		}

	}

}
