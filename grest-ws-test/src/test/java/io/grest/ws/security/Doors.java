package io.grest.ws.security;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.Blocking;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.server.ReactiveSocketHandler;
import io.grest.ws.server.SocketHandler;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.ott.reactive.InMemoryReactiveOneTimeTokenService;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.method.configuration.EnableReactiveMethodSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity.CsrfSpec;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.web.server.SecurityWebFilterChain;

/**
 * The doors of the table: one contract for each style, whose methods have a rule or call
 * a service that has one, and one whose {@code connect} has.
 */
public final class Doors {

	static final Duration SOON = Duration.ofSeconds(10);

	private Doors() {
	}

	/**
	 * A client of each contract.
	 */
	public interface Client {

		void said(String text);

	}

	/**
	 * Services behind the handlers, as the method security of the application allows
	 * them.
	 *
	 * @param reactive the secured service, reactive
	 * @param blocking the secured service, blocking
	 */
	public record Services(Supplier<Mono<String>> reactive, Supplier<String> blocking) {

		public Mono<String> later() {
			return this.reactive.get();
		}

		String now() {
			return this.blocking.get();
		}

	}

	interface ReactiveDoor {

		@PreAuthorize("hasRole('USER')")
		Mono<String> call();

		@PreAuthorize("hasRole('USER')")
		void message();

		@PreAuthorize("hasRole('USER')")
		Flux<String> stream();

		Mono<String> service();

		Mono<String> open();

	}

	static class ReactiveHandler implements ReactiveSocketHandler<ReactiveDoor, Client> {

		private final Services services;

		ReactiveHandler(Services services) {
			this.services = services;
		}

		@Override
		public Mono<ReactiveDoor> connect(SocketConnection<Client> connection) {
			return Mono.just(new ReactiveDoor() {

				@Override
				public Mono<String> call() {
					return Mono.just("called");
				}

				@Override
				@NonBlocking
				public void message() {
					connection.remote().said("message");
				}

				@Override
				public Flux<String> stream() {
					return Flux.just("item");
				}

				@Override
				public Mono<String> service() {
					return ReactiveHandler.this.services.later();
				}

				@Override
				public Mono<String> open() {
					return Mono.just("open");
				}

			});
		}

	}

	interface BlockingDoor {

		@PreAuthorize("hasRole('USER')")
		String call();

		@PreAuthorize("hasRole('USER')")
		void message();

		@PreAuthorize("hasRole('USER')")
		Flux<String> stream();

		String service();

		String open();

	}

	static class BlockingHandler implements SocketHandler<BlockingDoor, Client> {

		private final Services services;

		BlockingHandler(Services services) {
			this.services = services;
		}

		@Override
		public BlockingDoor connect(SocketConnection<Client> connection) {
			return new BlockingDoor() {

				@Override
				public String call() {
					return "called";
				}

				@Override
				public void message() {
					connection.remote().said("message");
				}

				@Override
				@Blocking
				public Flux<String> stream() {
					return Flux.just("item");
				}

				@Override
				public String service() {
					return BlockingHandler.this.services.now();
				}

				@Override
				public String open() {
					return "open";
				}

			};
		}

	}

	interface Gate {

		String open();

	}

	interface BlockingGate extends Gate {

	}

	interface ReactiveGate extends Gate {

	}

	static class ReactiveGateHandler implements ReactiveSocketHandler<ReactiveGate, Client> {

		@Override
		@PreAuthorize("hasRole('USER')")
		public Mono<ReactiveGate> connect(SocketConnection<Client> connection) {
			return Mono.just(() -> "open");
		}

	}

	static class BlockingGateHandler implements SocketHandler<BlockingGate, Client> {

		@Override
		@PreAuthorize("hasRole('USER')")
		public BlockingGate connect(SocketConnection<Client> connection) {
			return () -> "open";
		}

	}

	/**
	 * Judges a ticket where there is one, and otherwise in-band credentials.
	 */
	record Either(TicketInterceptor ticket, AuthenticationInterceptor inBand) implements HandshakeInterceptor {

		@Override
		public Mono<Void> process(ServerHandshake handshake) {
			boolean byTicket = String.valueOf(handshake.upgrade().uri().getQuery()).contains("ticket=");
			return byTicket ? this.ticket.process(handshake) : this.inBand.process(handshake);
		}

		@Override
		public boolean supports(String contractName) {
			return false;
		}

	}

	static class ReactiveService {

		@PreAuthorize("hasRole('USER')")
		Mono<String> name() {
			return Mono.just("served");
		}

	}

	static class BlockingService {

		@PreAuthorize("hasRole('USER')")
		String name() {
			return "served";
		}

	}

	/**
	 * All of an application but its method security.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Base {

		@Bean
		Either either(TicketInterceptor ticket, AuthenticationInterceptor inBand) {
			return new Either(ticket, inBand.admittingAnonymous());
		}

		@Bean
		SocketContract<ReactiveDoor, Client> reactive(Either either) {
			return SocketContract.define("Reactive", ReactiveDoor.class, Client.class)
				.path("/ws/reactive")
				.use(either)
				.build();
		}

		@Bean
		ReactiveHandler reactiveHandler(Services services) {
			return new ReactiveHandler(services);
		}

		@Bean
		SocketContract<BlockingDoor, Client> blocking(Either either) {
			return SocketContract.define("Blocking", BlockingDoor.class, Client.class)
				.path("/ws/blocking")
				.use(either)
				.build();
		}

		@Bean
		BlockingHandler blockingHandler(Services services) {
			return new BlockingHandler(services);
		}

		@Bean
		SocketContract<SuspendDoor, Client> suspend(Either either) {
			return SuspendContracts.INSTANCE.door(either);
		}

		@Bean
		SuspendHandler suspendHandler(Services services) {
			return new SuspendHandler(services);
		}

		@Bean
		SocketContract<ReactiveGate, Client> reactiveGate(Either either) {
			return SocketContract.define("ReactiveGate", ReactiveGate.class, Client.class)
				.path("/ws/reactive-gate")
				.use(either)
				.build();
		}

		@Bean
		ReactiveGateHandler reactiveGateHandler() {
			return new ReactiveGateHandler();
		}

		@Bean
		SocketContract<SuspendGate, Client> suspendGate(Either either) {
			return SuspendContracts.INSTANCE.gate(either);
		}

		@Bean
		SuspendGateHandler suspendGateHandler() {
			return new SuspendGateHandler();
		}

		@Bean
		SecurityWebFilterChain chain(ServerHttpSecurity http) {
			return http.authorizeExchange((paths) -> paths.anyExchange().permitAll())
				.csrf(CsrfSpec::disable)
				.httpBasic(Customizer.withDefaults())
				.formLogin(Customizer.withDefaults())
				.oauth2ResourceServer((server) -> server.jwt((jwt) -> jwt.jwtAuthenticationConverter(this::user)))
				.build();
		}

		private Mono<JwtAuthenticationToken> user(Jwt token) {
			return Mono.just(new JwtAuthenticationToken(token,
					List.of(new SimpleGrantedAuthority("ROLE_" + token.getClaimAsString("role")))));
		}

		@Bean
		ReactiveJwtDecoder decoder() {
			return NimbusReactiveJwtDecoder.withSecretKey(DoorTokens.KEY).build();
		}

		@Bean
		MapReactiveUserDetailsService users() {
			return new MapReactiveUserDetailsService(
					User.withUsername("ann").password("{noop}secret").roles("USER").build(),
					User.withUsername("bob").password("{noop}secret").roles("GUEST").build());
		}

		@Bean
		InMemoryReactiveOneTimeTokenService tickets() {
			return new InMemoryReactiveOneTimeTokenService();
		}

	}

	/**
	 * A handler that Spring's reactive method security cannot intercept.
	 */
	@Configuration(proxyBeanMethods = false)
	static class BlockingGateConfiguration {

		@Bean
		SocketContract<BlockingGate, Client> blockingGate(Either either) {
			return SocketContract.define("BlockingGate", BlockingGate.class, Client.class)
				.path("/ws/blocking-gate")
				.use(either)
				.build();
		}

		@Bean
		BlockingGateHandler blockingGateHandler() {
			return new BlockingGateHandler();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableReactiveMethodSecurity
	static class ReactiveMethodSecurity extends Base {

		@Bean
		ReactiveService service() {
			return new ReactiveService();
		}

		@Bean
		Services services(ReactiveService service) {
			return new Services(service::name, () -> String.valueOf(service.name().block(SOON)));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableMethodSecurity
	static class MethodSecurity extends Base {

		@Bean
		BlockingService service() {
			return new BlockingService();
		}

		@Bean
		Services services(BlockingService service) {
			return new Services(() -> Mono.just(service.name()), service::name);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoMethodSecurity extends Base {

		@Bean
		Services services() {
			return new Services(() -> Mono.just("served"), () -> "served");
		}

	}

}
