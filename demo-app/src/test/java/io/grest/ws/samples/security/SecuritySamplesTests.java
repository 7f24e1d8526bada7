package io.grest.ws.samples.security;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.security.AuthenticationInterceptor;
import io.grest.ws.security.SocketAuthenticator;
import io.grest.ws.server.ActiveConnections;
import io.grest.ws.test.SocketTester;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity.CsrfSpec;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.web.server.SecurityWebFilterChain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Runs the samples of the page on security, with real chains.
 */
class SecuritySamplesTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final SecretKey KEY = new SecretKeySpec(new byte[32], "HmacSHA256");

	private ConfigurableApplicationContext application;

	@AfterEach
	void stop() {
		this.application.close();
	}

	@Test
	void enforcesRulesOfContract() {
		start(Notes.class);
		try (SocketTester<NoteServer, NoteClient> ann = tester(); SocketTester<NoteServer, NoteClient> eve = tester()) {
			connect(ann, "ann");
			connect(eve, "eve");
			Note own = new Note("1", "ann", "Milk");
			ann.callBlocking((server) -> server.save(own)).returns(new Note("1", "ann", "Milk (ann)"));
			ann.callBlocking((server) -> server.save(new Note("2", "eve", "Milk"))).fails(ForbiddenException.class);
			ann.callBlocking((server) -> server.save(new Note("3", "eve", " "))).failsValidation("text");
			ann.callBlocking((server) -> server.read("1")).succeeds();
			ann.callBlocking((server) -> server.read("2")).fails(NotFoundException.class);
			ann.callBlocking((server) -> server.publish(own)).fails(ForbiddenException.class);
			ann.callBlocking((server) -> server.publish(new Note("", "", ""))).fails(ForbiddenException.class);
			ann.call(NoteServer::whoAmI).returns("ann");
			eve.callBlocking((server) -> server.read("1")).succeeds();
			eve.callBlocking((server) -> server.publish(own)).succeeds();
			ann.expect(NoteClient::published).times(1);
			eve.expect(NoteClient::published).times(1);
		}
	}

	@Test
	void rejectsStrangers() {
		start(Notes.class);
		try (SocketTester<NoteServer, NoteClient> stranger = tester()) {
			stranger.connectFails(NotAuthorizedException.class);
		}
	}

	@Test
	void revokesAndRenewsRights() {
		start(Notes.class);
		try (SocketTester<NoteServer, NoteClient> ann = tester(); SocketTester<NoteServer, NoteClient> eve = tester()) {
			connect(ann, "ann");
			connect(eve, "eve");
			this.application.getBean(Revocation.class).lock("ann");
			assertThat(ann.closedWith(4003).status().reason()).isEqualTo("Revoked");
			eve.call(NoteServer::whoAmI).returns("eve");
			Object before = principal("eve");
			this.application.getBean(Revocation.class).changeRoles("eve");
			await().atMost(TIMEOUT).until(() -> principal("eve") != before);
			eve.call(NoteServer::whoAmI).returns("eve");
		}
	}

	private Object principal(String user) {
		return this.application.getBean(ActiveConnections.class)
			.user(user)
			.connections()
			.get(0)
			.principal()
			.orElseThrow();
	}

	@Test
	void admitsTicketOnce() throws Exception {
		start(TicketNotes.class);
		String ticket = postForTicket();
		try (SocketTester<NoteServer, NoteClient> ann = tester("?ticket=" + ticket);
				SocketTester<NoteServer, NoteClient> other = tester("?ticket=" + ticket);
				SocketTester<NoteServer, NoteClient> none = tester()) {
			ann.connect().call(NoteServer::whoAmI).returns("ann");
			other.connectFails(NotAuthorizedException.class);
			none.connectFails(NotAuthorizedException.class);
		}
	}

	private String postForTicket() throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port() + "/api/ticket"))
			.header(HttpHeaders.AUTHORIZATION, basic("ann"))
			.POST(BodyPublishers.noBody())
			.build();
		return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
	}

	@Test
	void renewsTokenBeforeItExpires() {
		start(TokenNotes.class);
		AtomicInteger fetched = new AtomicInteger();
		Mono<String> tokens = Mono
			.fromSupplier(() -> token((fetched.incrementAndGet() == 1) ? Duration.ofSeconds(3) : Duration.ofHours(1)));
		SocketClient<NoteServer, NoteClient> ann = SecuritySamples
			.renewing(this.application.getBean(SocketClients.class), contract(), "ws://localhost:" + port(), tokens);
		ann.connect().block(TIMEOUT);
		await().atMost(TIMEOUT).until(() -> endOfRights().filter(Instant.now().plusSeconds(60)::isBefore).isPresent());
		assertThat(fetched).hasValue(2);
		assertThat(ann.remote().whoAmI().block(TIMEOUT)).isEqualTo("ann");
		ann.close().block(TIMEOUT);
	}

	@Test
	void closesWhoDoesNotRenew() {
		start(TokenNotes.class);
		try (SocketTester<NoteServer, NoteClient> ann = tester()) {
			String token = token(Duration.ofSeconds(2));
			ann.connect((request) -> request.header(HttpHeaders.AUTHORIZATION, "Bearer " + token));
			assertThat(ann.closedWith(4003).status().reason()).isEqualTo("Expired");
		}
	}

	private Optional<Instant> endOfRights() {
		return this.application.getBean(ActiveConnections.class)
			.user("ann")
			.connections()
			.stream()
			.flatMap((connection) -> connection.expiresAt().stream())
			.findFirst();
	}

	private static String token(Duration life) {
		SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256),
				new JWTClaimsSet.Builder().subject("ann").expirationTime(Date.from(Instant.now().plus(life))).build());
		try {
			token.sign(new MACSigner(KEY));
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
		return token.serialize();
	}

	@Test
	void judgesKeysOfApplication() {
		start(KeyNotes.class);
		try (SocketTester<NoteServer, NoteClient> ann = tester();
				SocketTester<NoteServer, NoteClient> stranger = tester()) {
			ann.connect((request) -> request.header("x-api-key", "key of ann"));
			ann.call(NoteServer::whoAmI).returns("ann");
			stranger.connectFails(NotAuthorizedException.class, (request) -> request.header("x-api-key", "other"));
		}
	}

	private void start(Class<?> configuration) {
		this.application = new SpringApplicationBuilder(configuration).web(WebApplicationType.REACTIVE)
			.properties("server.port=0", "server.shutdown=immediate", "spring.reactor.netty.shutdown-quiet-period=0s",
					"spring.main.banner-mode=off", "spring.sql.init.mode=never")
			.run();
	}

	private String port() {
		return this.application.getEnvironment().getRequiredProperty("local.server.port");
	}

	@SuppressWarnings("unchecked")
	private SocketContract<NoteServer, NoteClient> contract() {
		return this.application.getBean(SocketContract.class);
	}

	private SocketTester<NoteServer, NoteClient> tester() {
		return tester("");
	}

	private SocketTester<NoteServer, NoteClient> tester(String query) {
		return SocketTester.bindTo(contract())
			.url("ws://localhost:" + port() + query)
			.interceptors((type) -> this.application.getBean(type))
			.build();
	}

	private static void connect(SocketTester<NoteServer, NoteClient> tester, String name) {
		tester.connect((request) -> request.header(HttpHeaders.AUTHORIZATION, basic(name)));
	}

	private static String basic(String name) {
		return "Basic " + HttpHeaders.encodeBasicAuth(name, name, null);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ NoteConfiguration.class, NoteHandler.class, Revocation.class })
	static class Notes {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ TicketConfiguration.class, TicketConfiguration.TicketController.class, NoteHandler.class })
	static class TicketNotes {

		@Bean
		SecurityWebFilterChain chain(ServerHttpSecurity http) {
			return http
				.authorizeExchange((paths) -> paths.pathMatchers("/ws/**").permitAll().anyExchange().authenticated())
				.httpBasic((basic) -> {
				})
				.csrf(CsrfSpec::disable)
				.build();
		}

		@Bean
		MapReactiveUserDetailsService users() {
			return new MapReactiveUserDetailsService(
					User.withUsername("ann").password("{noop}ann").roles("USER").build());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ TokenConfiguration.class, NoteHandler.class })
	static class TokenNotes {

		@Bean
		SocketContract<NoteServer, NoteClient> noteApi() {
			return SocketContract.define("NoteApi", NoteServer.class, NoteClient.class)
				.path("/ws/notes")
				.use(AuthenticationInterceptor.class)
				.build();
		}

		@Bean
		ReactiveJwtDecoder decoder() {
			return NimbusReactiveJwtDecoder.withSecretKey(KEY).macAlgorithm(MacAlgorithm.HS256).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ NoteConfiguration.class, NoteHandler.class })
	static class KeyNotes {

		@Bean
		SocketAuthenticator authenticator() {
			return SecuritySamples.ofKeys(KeyNotes::find);
		}

		private static Mono<Authentication> find(String key) {
			return Mono.just(key)
				.filter("key of ann"::equals)
				.map((known) -> UsernamePasswordAuthenticationToken.authenticated("ann", null,
						AuthorityUtils.createAuthorityList("ROLE_USER")));
		}

	}

}
