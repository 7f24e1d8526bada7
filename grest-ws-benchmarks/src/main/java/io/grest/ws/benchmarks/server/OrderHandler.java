package io.grest.ws.benchmarks.server;

import java.util.function.Consumer;

import io.grest.ws.benchmarks.Order;
import io.grest.ws.benchmarks.OrderClient;
import io.grest.ws.benchmarks.OrderServer;
import io.grest.ws.benchmarks.Receipt;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.server.SocketHandler;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Handler of the orders, which publishes to whoever has joined.
 */
@NonBlocking
final class OrderHandler implements SocketHandler<OrderServer, OrderClient> {

	private final Consumer<SocketConnection<OrderClient>> joining;

	private final OrderClient members;

	/**
	 * Create a handler.
	 * @param joining adds a connection to the members
	 * @param members the other side of all members
	 */
	OrderHandler(Consumer<SocketConnection<OrderClient>> joining, OrderClient members) {
		this.joining = joining;
		this.members = members;
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
				OrderHandler.this.members.published(Receipt.of(order));
			}

			@Override
			public void join() {
				OrderHandler.this.joining.accept(connection);
			}

		};
	}

}
