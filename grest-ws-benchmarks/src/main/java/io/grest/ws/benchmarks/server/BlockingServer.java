package io.grest.ws.benchmarks.server;

import io.grest.ws.benchmarks.Order;
import io.grest.ws.benchmarks.OrderClient;
import io.grest.ws.benchmarks.Receipt;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.Concurrent;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.SocketHandler;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Server of this library whose method blocks, on virtual threads.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class BlockingServer {

	static void start(int port, int millis) {
		System.setProperty("grest.ws.metrics.enabled", "false");
		Work.millis = millis;
		Applications.startVirtual(BlockingServer.class, port);
	}

	@Bean
	SocketContract<Orders, OrderClient> orders() {
		return SocketContract.define("Orders", Orders.class, OrderClient.class).path("/rpc").build();
	}

	@Bean
	SocketHandler<Orders, OrderClient> handler() {
		return (SocketConnection<OrderClient> connection) -> (Work.millis > 0) ? new Beside() : new InTurn();
	}

	public interface Orders {

		Receipt place(Order order);

	}

	static final class InTurn implements Orders {

		@Override
		public Receipt place(Order order) {
			Work.run();
			return Receipt.of(order);
		}

	}

	@Concurrent
	static final class Beside implements Orders {

		@Override
		public Receipt place(Order order) {
			Work.run();
			return Receipt.of(order);
		}

	}

}
