package io.grest.ws.demo.samples;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ErrorType;
import io.grest.ws.error.SocketException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Samples of contracts with streams, and of two at one path, for clients in the browser.
 */
public final class BrowserStreamSamples {

	private BrowserStreamSamples() {
	}

	public static SocketContract<?, ?> priceApi() {
		return SocketContract.define("PriceApi", PriceServer.class, PriceClient.class).path("/ws/prices").build();
	}

	public static SocketContract<?, ?> orderApi() {
		return SocketContract.define("OrderApi", OrderServer.class, OrderClient.class).path("/ws/prices").build();
	}

	interface OrderServer {

		Mono<Receipt> place(Order order);

	}

	interface OrderClient {

		void filled(Receipt receipt);

	}

	interface PriceServer {

		Flux<Price> watch(Watch watch) throws UnknownSymbolException;

		Mono<Receipt> upload(Flux<Order> orders);

	}

	interface PriceClient {

		Flux<Order> openOrders(Watch watch);

	}

	record Watch(String symbol) {

	}

	record Price(String symbol, double amount) {

	}

	record Order(String symbol, int count) {

	}

	record Receipt(int accepted) {

	}

	@ErrorType(value = "UNKNOWN_SYMBOL", status = 404)
	static class UnknownSymbolException extends SocketException {

	}

}
