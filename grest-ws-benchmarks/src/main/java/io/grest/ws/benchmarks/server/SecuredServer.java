package io.grest.ws.benchmarks.server;

import io.grest.ws.benchmarks.Order;
import io.grest.ws.benchmarks.OrderClient;
import io.grest.ws.benchmarks.Receipt;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.server.SocketHandler;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.annotation.method.configuration.EnableReactiveMethodSecurity;
import org.springframework.security.core.authority.AuthorityUtils;

/**
 * Server of this library whose clients are authenticated, and whose method has a rule.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableReactiveMethodSecurity
class SecuredServer {

	private static int kind;

	static void start(int port, int kind) {
		System.setProperty("grest.ws.metrics.enabled", "false");
		SecuredServer.kind = kind;
		Applications.start(SecuredServer.class, port);
	}

	@Bean
	SocketContract<Orders, OrderClient> orders() {
		return SocketContract.define("Orders", Orders.class, OrderClient.class)
			.path("/rpc")
			.use(new Everybody())
			.build();
	}

	@Bean
	Handler handler(Warehouse warehouse) {
		return new Handler(warehouse);
	}

	@Bean
	Warehouse warehouse() {
		return new Warehouse();
	}

	public interface Orders {

		Mono<Receipt> place(Order order);

	}

	@NonBlocking
	static class Handler implements SocketHandler<Orders, OrderClient> {

		private final Warehouse warehouse;

		Handler(Warehouse warehouse) {
			this.warehouse = warehouse;
		}

		@Override
		public Orders connect(SocketConnection<OrderClient> connection) {
			return switch (kind) {
				case 1 -> new ByAuthorities();
				case 2 -> new ByInput();
				case 3 -> this.warehouse::place;
				default -> new Open();
			};
		}

	}

	static final class Open implements Orders {

		@Override
		public Mono<Receipt> place(Order order) {
			return Mono.just(Receipt.of(order));
		}

	}

	static final class ByAuthorities implements Orders {

		@Override
		@PreAuthorize("hasRole('USER')")
		public Mono<Receipt> place(Order order) {
			return Mono.just(Receipt.of(order));
		}

	}

	static final class ByInput implements Orders {

		@Override
		@PreAuthorize("#order.quantity > 0")
		public Mono<Receipt> place(Order order) {
			return Mono.just(Receipt.of(order));
		}

	}

	/**
	 * Bean with the rule, as Spring's interceptor applies it.
	 */
	static class Warehouse {

		@PreAuthorize("#order.quantity > 0")
		Mono<Receipt> place(Order order) {
			return Mono.just(Receipt.of(order));
		}

	}

	/**
	 * Authenticates every client.
	 */
	private static final class Everybody implements HandshakeInterceptor {

		@Override
		public void parseHandshake(ServerHandshake handshake) {
			handshake.authenticate(UsernamePasswordAuthenticationToken.authenticated("ann", null,
					AuthorityUtils.createAuthorityList("ROLE_USER")), null);
		}

	}

}
