package io.grest.ws.demo.samples;

import io.grest.ws.contract.ContractTopic;
import io.grest.ws.contract.SocketContract;
import reactor.core.publisher.Mono;

/**
 * Sample of a contract whose clients in the browser go on with another socket.
 */
public final class BrowserResumeSamples {

	private BrowserResumeSamples() {
	}

	public static SocketContract<?, ?> shopApi() {
		return SocketContract.define("ShopApi", ShopServer.class, ShopClient.class)
			.path("/ws/shop")
			.topic("shelf:{shelf}", ContractTopic.Builder::history)
			.resume()
			.build();
	}

	interface ShopServer {

		void enter(Shelf shelf);

		Mono<Payment> pay(Basket basket);

		Mono<Payment> statusOf(Basket basket);

	}

	interface ShopClient {

		void taken(Basket basket);

	}

	record Shelf(String name) {

	}

	record Basket(String id) {

	}

	record Payment(boolean paid) {

	}

}
