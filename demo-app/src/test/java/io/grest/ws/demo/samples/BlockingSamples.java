package io.grest.ws.demo.samples;

import java.util.Optional;

import io.grest.ws.client.SocketClient;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.error.SocketExceptionTranslator;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Bean;
import org.springframework.dao.EmptyResultDataAccessException;

/**
 * Code of the documentation about methods that block, and callers that wait.
 */
final class BlockingSamples {

	private BlockingSamples() {
	}

	static SocketContract<PriceServer, PriceClient> priceApi() {
		return SocketContract.define("PriceApi", PriceServer.class, PriceClient.class).path("/ws/prices").build();
	}

	static Price ask(SocketClient<PriceServer, PriceClient> prices) {
		Price price = prices.remote().price(new Item("ball"));
		return price;
	}

	static Mono<Price> askLater(SocketClient<PriceServer, PriceClient> prices) {
		Mono<Price> price = prices.call((server) -> server.price(new Item("ball")));
		return price;
	}

	@Bean
	static SocketExceptionTranslator missingRows() {
		return (ex) -> (ex instanceof EmptyResultDataAccessException) ? new NotFoundException() : null;
	}

	interface PriceServer {

		Price price(Item item) throws NotFoundException;

	}

	interface PriceClient {

	}

	interface Prices {

		Optional<Price> findById(String id);

	}

	record Item(String id) {

	}

	record Price(int cents) {

	}

	static final class PriceService implements PriceServer {

		private final Prices prices;

		PriceService(Prices prices) {
			this.prices = prices;
		}

		@Override
		public Price price(Item item) throws NotFoundException {
			return this.prices.findById(item.id()).orElseThrow(NotFoundException::new);
		}

	}

}
