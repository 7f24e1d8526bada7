package io.grest.ws.test.market;

import io.grest.ws.error.NotFoundException;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What a market offers.
 */
public interface MarketServer {

	Flux<Price> watch(Symbol symbol) throws NotFoundException;

	Mono<Integer> sell(Flux<Order> orders) throws NotFoundException;

	Flux<Price> trade(Symbol symbol, Flux<Order> orders);

	Mono<Integer> askBack(Symbol symbol);

	record Symbol(@NotBlank String name) {

	}

	record Price(int cents) {

	}

	record Order(@Positive int count) {

	}

}
