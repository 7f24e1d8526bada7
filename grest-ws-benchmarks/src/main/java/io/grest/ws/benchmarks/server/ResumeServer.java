package io.grest.ws.benchmarks.server;

import io.grest.ws.benchmarks.OrderClient;
import io.grest.ws.benchmarks.OrderServer;
import io.grest.ws.connection.SocketGroup;
import io.grest.ws.contract.ContractResume;
import io.grest.ws.contract.SocketContract;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Server of this library whose clients may go on with their session.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class ResumeServer {

	static void start(int port) {
		System.setProperty("grest.ws.metrics.enabled", "false");
		Applications.start(ResumeServer.class, port);
	}

	@Bean
	SocketContract<OrderServer, OrderClient> orders() {
		return SocketContract.define("Orders", OrderServer.class, OrderClient.class)
			.path("/rpc")
			.resume(ContractResume.Builder::anonymous)
			.build();
	}

	@Bean
	OrderHandler handler() {
		SocketGroup<OrderClient> members = SocketGroup.of(OrderClient.class);
		return new OrderHandler(members::add, members.remote());
	}

}
