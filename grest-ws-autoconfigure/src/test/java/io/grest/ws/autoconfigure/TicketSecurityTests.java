package io.grest.ws.autoconfigure;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grest.ws.autoconfigure.Chat.Client;
import io.grest.ws.autoconfigure.Chat.Server;
import io.grest.ws.context.ContextValues;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.handshake.UpgradeRequest;
import io.grest.ws.security.AuthenticationInterceptor;
import io.grest.ws.security.TicketInterceptor;
import io.grest.ws.server.SocketHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.test.StepVerifier;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.ott.GenerateOneTimeTokenRequest;
import org.springframework.security.authentication.ott.OneTimeToken;
import org.springframework.security.authentication.ott.reactive.InMemoryReactiveOneTimeTokenService;
import org.springframework.security.authentication.ott.reactive.ReactiveOneTimeTokenService;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.util.LinkedMultiValueMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tickets of clients, on real sockets.
 */
@Tag("security")
class TicketSecurityTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final String REJECTED = SecuredApplication.rejection("NOT_AUTHORIZED", 401);

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
	void authenticatesByTicketOnce() throws Exception {
		String ticket = ticket("ann");
		assertThat(greet("?room=1&ticket=" + ticket)).isEqualTo("\"ann ROLE_USER\"");
		assertThat(greet("?room=1&ticket=" + ticket)).isEqualTo(REJECTED);
	}

	@Test
	void decodesTicket() throws Exception {
		assertThat(greet("?ticket=" + ticket("ann").replace("-", "%2D"))).isEqualTo("\"ann ROLE_USER\"");
	}

	@Test
	void rejectsUnknownTicketsAlike() throws Exception {
		for (String query : List.of("?ticket=unknown", "?ticket=", "?ticket", "", "?ticket=%C3", "?Ticket=x")) {
			assertThat(greet(query)).as(query).isEqualTo(REJECTED);
		}
	}

	@Test
	void rejectsTicketOfLockedOrUnknownUser() throws Exception {
		assertThat(greet("?ticket=" + ticket("locked"))).isEqualTo(REJECTED);
		assertThat(greet("?ticket=" + ticket("nobody"))).isEqualTo(REJECTED);
	}

	@Test
	void rejectsExpiredTicket() throws Exception {
		String ticket = ticket("ann");
		InMemoryReactiveOneTimeTokenService tickets = application.context()
			.getBean(InMemoryReactiveOneTimeTokenService.class);
		tickets.setClock(Clock.offset(Clock.systemUTC(), Duration.ofSeconds(31)));
		try {
			assertThat(greet("?ticket=" + ticket)).isEqualTo(REJECTED);
		}
		finally {
			tickets.setClock(Clock.systemUTC());
		}
	}

	@Test
	void keepsPrincipalOfUpgradeWithoutTicket() throws Exception {
		assertThat(application.greet("", "Authorization", SecuredApplication.basic("ann:secret")))
			.isEqualTo("\"ann ROLE_USER\"");
	}

	@Test
	void leavesTicketAtRefresh() {
		String ticket = ticket("ann");
		UpgradeRequest upgrade = new UpgradeRequest(URI.create("http://localhost/ws/ChatApi?ticket=" + ticket),
				new HttpHeaders(), new LinkedMultiValueMap<>(), null, null);
		ServerHandshake handshake = new ServerHandshake("ChatApi", Map.of(), upgrade, Map.of(), null,
				new ContextValues());
		TicketInterceptor interceptor = application.context().getBean(TicketInterceptor.class);
		ServerHandshake refresh = handshake.refresh(Map.of(), new ContextValues());
		StepVerifier.create(interceptor.process(refresh)).expectComplete().verify(TIMEOUT);
		assertThat(refresh.principal()).isEmpty();
		StepVerifier.create(interceptor.process(handshake)).expectComplete().verify(TIMEOUT);
		assertThat(handshake.principal()).isPresent();
	}

	@Test
	void authenticatesByHeaderOrTicket() throws Exception {
		assertThat(application.greet(application.open("/ws/BothApi?ticket=" + ticket("ann")), ""))
			.isEqualTo("\"ann ROLE_USER\"");
		assertThat(application.greet(application.open("/ws/BothApi"), SecuredApplication.basic("ann:secret")))
			.isEqualTo("\"ann ROLE_USER\"");
		assertThat(application.greet(application.open("/ws/BothApi"), "")).isEqualTo(REJECTED);
	}

	@Test
	void logsNeitherTicketNorHeader() throws Exception {
		Logger logger = (Logger) LoggerFactory.getLogger("io.grest");
		ListAppender<ILoggingEvent> lines = new ListAppender<>();
		lines.start();
		logger.setLevel(Level.TRACE);
		logger.addAppender(lines);
		String ticket = ticket("ann");
		String secret = SecuredApplication.basic("ann:secret").substring("Basic ".length());
		try {
			greet("?ticket=" + ticket);
			greet("?ticket=" + ticket);
			greet("?room=x&ticket=" + ticket);
			application.greet("Basic " + secret, "Authorization", "Basic " + secret);
			application.greet("Bearer " + secret);
		}
		finally {
			logger.detachAppender(lines);
			logger.setLevel(null);
			lines.stop();
		}
		List<ILoggingEvent> logged;
		synchronized (lines) {
			logged = List.copyOf(lines.list);
		}
		assertThat(logged).anyMatch((event) -> event.getLevel() == Level.TRACE);
		assertThat(logged.stream().flatMap(TicketSecurityTests::texts))
			.noneMatch((text) -> text.contains(ticket) || text.contains(secret));
	}

	private static Stream<String> texts(ILoggingEvent event) {
		return Stream.of(event.getFormattedMessage(), String.valueOf(event.getThrowableProxy()));
	}

	private static String greet(String query) throws Exception {
		return application.greet(application.open("/ws/ChatApi" + query), "");
	}

	private static String ticket(String user) {
		OneTimeToken ticket = application.context()
			.getBean(ReactiveOneTimeTokenService.class)
			.generate(new GenerateOneTimeTokenRequest(user, Duration.ofSeconds(30)))
			.block(TIMEOUT);
		return Objects.requireNonNull(ticket).getTokenValue();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		SocketContract<Server, Client> chatApi() {
			return SecuredApplication.contract(TicketInterceptor.class).build();
		}

		@Bean
		SocketHandler<Server, Client> chatHandler() {
			return SecuredApplication.handler();
		}

		@Bean
		SocketContract<BothServer, BothClient> bothApi(AuthenticationInterceptor inBand) {
			return SocketContract.define("BothApi", BothServer.class, BothClient.class)
				.path("/ws/BothApi")
				.use(inBand.admittingAnonymous())
				.use(TicketInterceptor.class)
				.use(new SecuredApplication.Who())
				.build();
		}

		@Bean
		SocketHandler<BothServer, BothClient> bothHandler() {
			return (connection) -> {
				connection.remote().said(connection.get(SecuredApplication.WHO));
				return (text) -> {
				};
			};
		}

		@Bean
		InMemoryReactiveOneTimeTokenService tickets() {
			return new InMemoryReactiveOneTimeTokenService();
		}

		@Bean
		SecurityWebFilterChain chain(ServerHttpSecurity http) {
			return http.authorizeExchange((paths) -> paths.anyExchange().permitAll()).httpBasic((basic) -> {
			}).build();
		}

		@Bean
		MapReactiveUserDetailsService users() {
			return new MapReactiveUserDetailsService(
					User.withUsername("ann").password("{noop}secret").roles("USER").build(),
					User.withUsername("locked").password("{noop}secret").roles("USER").accountLocked(true).build());
		}

	}

	interface BothServer {

		void say(String text);

	}

	interface BothClient {

		void said(String text);

	}

}
