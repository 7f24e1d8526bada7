package io.grest.ws.demo.samples;

import java.util.Optional;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.NotFoundException;

/**
 * Code of the documentation about handlers that block.
 */
final class BlockingSamples {

	private BlockingSamples() {
	}

	static SocketContract<PriceServer, PriceClient> priceApi() {
		return SocketContract.define("PriceApi", PriceServer.class, PriceClient.class).path("/ws/prices").build();
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
