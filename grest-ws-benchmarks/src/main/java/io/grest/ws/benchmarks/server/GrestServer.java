package io.grest.ws.benchmarks.server;

import io.grest.ws.benchmarks.OrderClient;
import io.grest.ws.benchmarks.OrderServer;
import io.grest.ws.connection.SocketGroup;
import io.grest.ws.contract.SocketContract;

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
	OrderHandler handler() {
		SocketGroup<OrderClient> members = SocketGroup.of(OrderClient.class);
		return new OrderHandler(members::add, members.remote());
	}

}
