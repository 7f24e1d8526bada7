package io.grest.ws.demo.samples;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.SocketHandler;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;

/**
 * Code of the documentation about two contracts with the same interfaces. No
 * configuration by annotation, so that the demo does not find it.
 */
class VersionSamples {

	@Bean
	SocketContract<OrderServer, OrderClient> ordersV1() {
		return SocketContract.define("OrdersV1", OrderServer.class, OrderClient.class).path("/v1/orders").build();
	}

	@Bean
	SocketContract<OrderServer, OrderClient> ordersV2() {
		return SocketContract.define("OrdersV2", OrderServer.class, OrderClient.class).path("/v2/orders").build();
	}

	@Bean
	@Qualifier("ordersV1")
	SocketHandler<OrderServer, OrderClient> orderHandlerV1() {
		return (connection) -> (item) -> Mono.just("1: " + item);
	}

	@Bean
	@Qualifier("ordersV2")
	SocketHandler<OrderServer, OrderClient> orderHandlerV2() {
		return (connection) -> (item) -> Mono.just("2: " + item);
	}

	interface OrderServer {

		Mono<String> place(String item);

	}

	interface OrderClient {

	}

}
