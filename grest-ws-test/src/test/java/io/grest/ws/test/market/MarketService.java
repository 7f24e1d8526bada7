package io.grest.ws.test.market;

import java.time.Duration;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.server.SocketHandler;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Component;

/**
 * A market with one symbol, whose prices the test sends.
 */
@Component
@NonBlocking
public class MarketService implements SocketHandler<MarketServer, MarketClient> {

	private final Prices prices;

	MarketService(Prices prices) {
		this.prices = prices;
	}

	@Override
	public MarketServer connect(SocketConnection<MarketClient> connection) {
		return new Market(connection.remote());
	}

	@NonBlocking
	private final class Market implements MarketServer {

		private final MarketClient client;

		Market(MarketClient client) {
			this.client = client;
		}

		@Override
		public Flux<Price> watch(Symbol symbol) throws NotFoundException {
			if (!symbol.name().equals("ACME")) {
				throw new NotFoundException();
			}
			return MarketService.this.prices.flux();
		}

		@Override
		public Mono<Integer> sell(Flux<Order> orders) {
			return orders.map(Order::count).reduce(0, Integer::sum);
		}

		@Override
		public Flux<Price> trade(Symbol symbol, Flux<Order> orders) {
			return orders.map((order) -> new Price(100 * order.count()));
		}

		@Override
		public Mono<Integer> askBack(Symbol symbol) {
			return switch (symbol.name()) {
				case "first" -> this.client.offers(symbol).take(1).map(Price::cents).single();
				case "slowly" -> this.client.offers(symbol).limitRate(1).map(Price::cents).reduce(Integer::sum);
				case "fill" -> this.client.fill(Flux.range(1, 3).map(Order::new));
				case "impatient" -> this.client.confirm(symbol)
					.map((confirmed) -> 1)
					.timeout(Mono.delay(Duration.ofMillis(20)), Mono.just(-1));
				default -> this.client.offers(symbol).map(Price::cents).reduce(Integer::sum);
			};
		}

	}

}
