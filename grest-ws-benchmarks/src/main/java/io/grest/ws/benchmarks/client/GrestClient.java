package io.grest.ws.benchmarks.client;

import java.time.Duration;

import io.grest.ws.benchmarks.Order;
import io.grest.ws.benchmarks.OrderClient;
import io.grest.ws.benchmarks.OrderServer;
import io.grest.ws.benchmarks.Receipt;
import io.grest.ws.client.ReconnectOptions;
import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.client.SocketPool;
import io.grest.ws.contract.SocketContract;

/**
 * Client of this library.
 */
final class GrestClient extends ClientMain.Caller {

	private static final int ORDERS = 256;

	private final SocketClient<OrderServer, OrderClient> client;

	private GrestClient(SocketClient<OrderServer, OrderClient> client) {
		this.client = client;
	}

	static ClientMain.Caller connect(int port) {
		SocketContract<OrderServer, OrderClient> contract = SocketContract
			.define("Orders", OrderServer.class, OrderClient.class)
			.path("/rpc")
			.build();
		SocketClients clients = new SocketClients(SocketPool.builder().build(), (any) -> "ws://127.0.0.1:" + port,
				ReconnectOptions.DEFAULTS);
		SocketClient<OrderServer, OrderClient> client = clients.client(contract);
		client.connect().block(Duration.ofSeconds(10));
		return new GrestClient(client);
	}

	@Override
	void call(int times) {
		for (int i = 0; i < times; i++) {
			call();
		}
	}

	private void call() {
		this.client.remote().place(Order.of(called() % ORDERS)).subscribe(this::received, (ex) -> {
			throw new IllegalStateException("A call failed", ex);
		});
	}

	// One thread only, as there is one connection.
	private void received(Receipt receipt) {
		if (answered(receipt)) {
			call();
		}
	}

}
