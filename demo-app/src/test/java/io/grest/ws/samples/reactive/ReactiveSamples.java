package io.grest.ws.samples.reactive;

import java.time.Duration;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.samples.stock.OutOfStockException;
import io.grest.ws.samples.stock.Reservation;
import io.grest.ws.samples.stock.Stock;
import io.grest.ws.samples.stock.StockClient;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Contracts and handlers of the documentation that return a {@code Mono}.
 */
final class ReactiveSamples {

	private ReactiveSamples() {
	}

	static SocketContract<ReactiveStockServer, StockClient> stockApi() {
		return SocketContract.define("StockApi", ReactiveStockServer.class, StockClient.class)
			.path("/ws/stock")
			.build();
	}

	static SocketContract<PriceServer, PriceClient> priceApi() {
		return SocketContract.define("PriceApi", PriceServer.class, PriceClient.class).path("/ws/prices").build();
	}

	interface ReactiveStockServer {

		Mono<Stock> find(String item) throws NotFoundException;

		Mono<Stock> reserve(Reservation reservation) throws OutOfStockException;

	}

	interface PriceServer {

		Mono<Price> price(String item) throws NotFoundException;

	}

	interface PriceClient {

	}

	record Price(int cents) {

	}

	record Desk(ReactiveWarehouse warehouse) implements ReactiveStockServer {

		@Override
		public Mono<Stock> find(String item) {
			return this.warehouse.find(item).switchIfEmpty(Mono.error(NotFoundException::new));
		}

		@Override
		public Mono<Stock> reserve(Reservation reservation) {
			return this.warehouse.reserve(reservation);
		}

	}

	record PriceDesk(WebClient web) implements PriceServer {

		@Override
		public Mono<Price> price(String item) {
			return this.web.get()
				.uri("/prices/{item}", item)
				.retrieve()
				.onStatus(HttpStatus.NOT_FOUND::equals, (response) -> Mono.error(new NotFoundException()))
				.bodyToMono(Price.class)
				.timeout(Duration.ofSeconds(5));
		}

	}

}
