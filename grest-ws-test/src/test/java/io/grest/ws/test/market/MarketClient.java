package io.grest.ws.test.market;

import io.grest.ws.error.NotFoundException;
import io.grest.ws.test.market.MarketServer.Order;
import io.grest.ws.test.market.MarketServer.Price;
import io.grest.ws.test.market.MarketServer.Symbol;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What a market asks its clients.
 */
public interface MarketClient {

	Flux<Price> offers(Symbol symbol) throws NotFoundException;

	Mono<Boolean> confirm(Symbol symbol);

	Mono<Integer> fill(Flux<Order> orders);

	void closed();

}
