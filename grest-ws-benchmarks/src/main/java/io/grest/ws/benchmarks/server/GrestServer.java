package io.grest.ws.benchmarks.server;

import io.grest.ws.benchmarks.Order;
import io.grest.ws.benchmarks.OrderClient;
import io.grest.ws.benchmarks.OrderServer;
import io.grest.ws.benchmarks.Receipt;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketGroup;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.SocketHandler;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Server of this library, by the starter.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class GrestServer {

	static void start(int port, int methods, boolean metrics) throws Exception {
		System.setProperty("grest.ws.metrics.enabled", Boolean.toString(metrics));
		Applications.start((methods > 0) ? WideServer.withMethods(methods) : GrestServer.class, port);
	}

	@Bean
	SocketContract<OrderServer, OrderClient> orders() {
		return SocketContract.define("Orders", OrderServer.class, OrderClient.class).path("/rpc").build();
	}

	@Bean
	Handler handler() {
		return new Handler();
	}

	@NonBlocking
	static final class Handler implements SocketHandler<OrderServer, OrderClient> {

		private final SocketGroup<OrderClient> members = SocketGroup.of(OrderClient.class);

		@Override
		public OrderServer connect(SocketConnection<OrderClient> connection) {
			return new OrderServer() {

				@Override
				public Mono<Receipt> place(Order order) {
					return Mono.just(Receipt.of(order));
				}

				@Override
				public Flux<Receipt> receipts() {
					return Receipt.stream();
				}

				@Override
				public void publish(Order order) {
					Handler.this.members.remote().published(Receipt.of(order));
				}

				@Override
				public void join() {
					Handler.this.members.add(connection);
				}

			};
		}

	}

}
