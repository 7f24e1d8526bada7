package io.grest.ws.test.market;

import io.grest.ws.test.market.MarketServer.Price;
import reactor.core.publisher.Flux;
import reactor.test.publisher.TestPublisher;

/**
 * The prices of one test.
 */
class Prices {

	private volatile TestPublisher<Price> publisher = TestPublisher.create();

	Flux<Price> flux() {
		return this.publisher.flux();
	}

	TestPublisher<Price> publisher() {
		return this.publisher;
	}

	void reset() {
		this.publisher = TestPublisher.create();
	}

}
