package io.grest.ws.benchmarks.server;

import io.grest.ws.benchmarks.Order;
import io.grest.ws.benchmarks.OrderClient;
import io.grest.ws.benchmarks.OrderServer;
import io.grest.ws.benchmarks.Receipt;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.SocketHandler;
import io.grest.ws.topic.SocketTopic;
import io.grest.ws.topic.Sockets;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Server of this library whose broadcasts go through a topic, without history or with it.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class TopicServer {

	private static String topic = "volatile";

	static void start(int port, boolean hasHistory) {
		System.setProperty("grest.ws.metrics.enabled", "false");
		topic = hasHistory ? "kept" : "volatile";
		Applications.start(TopicServer.class, port);
	}

	@Bean
	SocketContract<OrderServer, OrderClient> orders() {
		return SocketContract.define("Orders", OrderServer.class, OrderClient.class)
			.path("/rpc")
			.topic("volatile")
			.topic("kept", (topic) -> topic.history())
			.build();
	}

	@Bean
	Handler handler(Sockets<OrderClient> sockets) {
		return new Handler(sockets.topic(topic));
	}

	@NonBlocking
	static final class Handler implements SocketHandler<OrderServer, OrderClient> {

		private final SocketTopic<OrderClient> topic;

		private final OrderClient members;

		Handler(SocketTopic<OrderClient> topic) {
			this.topic = topic;
			this.members = topic.remote();
		}

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
					Handler.this.members.published(Receipt.of(order));
				}

				@Override
				public void join() {
					Handler.this.topic.add(connection);
				}

			};
		}

	}

}
