package io.grest.ws.benchmarks.jmh;

import java.net.URI;

import io.grest.ws.benchmarks.Order;
import io.grest.ws.benchmarks.OrderClient;
import io.grest.ws.benchmarks.OrderServer;
import io.grest.ws.benchmarks.Receipt;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketGroup;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.UpgradeRequest;
import io.grest.ws.server.SocketHandler;
import io.grest.ws.server.SocketServer;
import io.grest.ws.server.TransportConnections;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.util.LinkedMultiValueMap;

/**
 * Server of the contract for connections without a network.
 */
@NonBlocking
final class MemoryServer implements SocketHandler<OrderServer, OrderClient> {

	private final SocketGroup<OrderClient> members = SocketGroup.of(OrderClient.class);

	private final SocketServer<OrderServer, OrderClient> server;

	private SocketConnection<OrderClient> latest;

	MemoryServer() {
		this.server = SocketServer
			.of(SocketContract.define("Orders", OrderServer.class, OrderClient.class).path("/rpc").build(), this)
			.build();
	}

	/**
	 * Open a connection.
	 */
	MemoryTransport open() {
		MemoryTransport transport = new MemoryTransport();
		UpgradeRequest upgrade = new UpgradeRequest(URI.create("ws://localhost/rpc"), new HttpHeaders(),
				new LinkedMultiValueMap<>(), null, null);
		TransportConnections.open(this.server, transport, upgrade);
		transport.receive(MemoryTransport.message("h:::"));
		return transport;
	}

	/**
	 * Return the latest connection.
	 */
	SocketConnection<OrderClient> latest() {
		return this.latest;
	}

	SocketGroup<OrderClient> members() {
		return this.members;
	}

	@Override
	public OrderServer connect(SocketConnection<OrderClient> connection) {
		this.latest = connection;
		this.members.add(connection);
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
				MemoryServer.this.members.remote().published(Receipt.of(order));
			}

			@Override
			public void join() {
			}

		};
	}

}
