package io.grest.ws.autoconfigure;

import io.grest.ws.autoconfigure.Chat.Client;
import io.grest.ws.autoconfigure.Chat.Server;
import io.grest.ws.autoconfigure.SecuredApplication.Peer;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.security.AuthenticationInterceptor;
import io.grest.ws.server.SocketHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity.CsrfSpec;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.context.WebSessionServerSecurityContextRepository;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.session.DefaultWebSessionManager;
import org.springframework.web.server.session.InMemoryWebSessionStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connections whose upgrade carried a session, on real sockets with a real chain.
 */
@Tag("security")
class SessionSecurityTests {

	private static SecuredApplication application;

	@BeforeAll
	static void start() {
		application = SecuredApplication.start(Application.class, "spring.webflux.base-path=/app");
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@Test
	void authenticatesBySessionOfUpgrade() throws Exception {
		assertThat(greet(open(logIn("ann", "")), "")).isEqualTo("\"ann ROLE_USER\"");
	}

	@Test
	void rejectsStaleSession() throws Exception {
		assertThat(greet(open("SESSION=stale"), "")).isEqualTo(SecuredApplication.rejection("NOT_AUTHORIZED", 401));
	}

	@Test
	void prefersHeaderToSession() throws Exception {
		assertThat(greet(open(logIn("ann", "")), SecuredApplication.basic("bob:secret")))
			.isEqualTo("\"bob ROLE_USER\"");
	}

	@Test
	void rejectsSchemeThatChainDoesNotKnow() throws Exception {
		assertThat(greet(open(logIn("ann", "")), "Digest bob"))
			.isEqualTo(SecuredApplication.rejection("NOT_AUTHORIZED", 401));
	}

	/**
	 * The chain saves who has authenticated by password in the session.
	 */
	@Test
	void leavesSessionAsItIs() throws Exception {
		String cookie = logIn("ann", "");
		greet(open(cookie), SecuredApplication.basic("bob:secret"));
		assertThat(application.get("/app/me", cookie).body()).isEqualTo("ann");
	}

	@Test
	void createsNoSession() throws Exception {
		long before = sessions();
		assertThat(greet(open(""), SecuredApplication.basic("bob:secret"))).isEqualTo("\"bob ROLE_USER\"");
		assertThat(sessions()).isEqualTo(before);
	}

	@Test
	void refusesHeaderThatChainRedirectsToLogIn() throws Exception {
		assertThat(greet(application.open("/app/ws/ClosedApi", "Cookie", logIn("ann", "")),
				SecuredApplication.basic("bob:wrong")))
			.isEqualTo(SecuredApplication.rejection("NOT_AUTHORIZED", 401));
	}

	@Test
	void closesConnectionsOfSessionThatLogsOut() throws Exception {
		String anonymous = SecuredApplication.cookie(application.get("/app/visit", ""));
		String ann = logIn("ann", anonymous);
		assertThat(ann).as("id after log-in").isNotEqualTo(anonymous);
		Peer first = open(ann);
		Peer second = open(ann);
		Peer elsewhere = open(logIn("ann", ""));
		Peer other = open(logIn("bob", ""));
		for (Peer peer : new Peer[] { first, second, elsewhere, other }) {
			greet(peer, "");
		}
		assertThat(application.post("/app/logout", "", ann).statusCode()).isEqualTo(302);
		assertThat(first.next()).isEqualTo("closed 4003 Logged out");
		assertThat(second.next()).isEqualTo("closed 4003 Logged out");
		assertStaysOpen(elsewhere);
		assertStaysOpen(other);
	}

	@Test
	void closesNothingForStrangerWhoLogsOut() throws Exception {
		Peer peer = open(logIn("ann", ""));
		greet(peer, "");
		assertThat(application.post("/app/logout", "", "").statusCode()).isEqualTo(302);
		assertStaysOpen(peer);
	}

	private static void assertStaysOpen(Peer peer) throws Exception {
		peer.send("m:ChatApi.say::\"still here\"");
		assertThat(peer.next()).isEqualTo("m:ChatApi.said::\"still here\"");
	}

	private static String logIn(String user, String cookie) throws Exception {
		return application.logIn("/app/login", user, "secret", cookie);
	}

	private static Peer open(String cookie) throws Exception {
		return cookie.isEmpty() ? application.open("/app/ws/ChatApi")
				: application.open("/app/ws/ChatApi", "Cookie", cookie);
	}

	private static String greet(Peer peer, String authorization) throws Exception {
		return application.greet(peer, authorization);
	}

	private static long sessions() {
		DefaultWebSessionManager manager = application.context().getBean(DefaultWebSessionManager.class);
		return ((InMemoryWebSessionStore) manager.getSessionStore()).getSessions().size();
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
		SocketContract<ClosedServer, Client> closedApi() {
			return SocketContract.define("ClosedApi", ClosedServer.class, Client.class)
				.path("/ws/ClosedApi")
				.use(AuthenticationInterceptor.class)
				.build();
		}

		@Bean
		SocketHandler<ClosedServer, Client> closedHandler() {
			return (connection) -> (name) -> {
			};
		}

		@Bean
		SecurityWebFilterChain chain(ServerHttpSecurity http) {
			return http
				.authorizeExchange((paths) -> paths.pathMatchers("/ws/ChatApi", "/visit")
					.permitAll()
					.pathMatchers("/ws/ClosedApi", "/me")
					.authenticated()
					.anyExchange()
					.denyAll())
				.httpBasic((basic) -> basic.securityContextRepository(new WebSessionServerSecurityContextRepository()))
				.formLogin((form) -> {
				})
				.csrf(CsrfSpec::disable)
				.build();
		}

		@Bean
		MapReactiveUserDetailsService users() {
			return new MapReactiveUserDetailsService(
					User.withUsername("ann").password("{noop}secret").roles("USER").build(),
					User.withUsername("bob").password("{noop}secret").roles("USER").build());
		}

		@Bean
		Pages pages() {
			return new Pages();
		}

	}

	@RestController
	static class Pages {

		@GetMapping("/me")
		Mono<String> me(Authentication authentication) {
			return Mono.just(authentication.getName());
		}

		@GetMapping("/visit")
		String visit(WebSession session) {
			session.getAttributes().put("visited", true);
			return "visited";
		}

	}

	interface ClosedServer {

		void remove(String name);

	}

}
