package io.grest.ws.demo.samples;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.server.SocketHandler;
import io.grest.ws.server.SocketServer;
import io.grest.ws.test.SocketCall;
import io.grest.ws.test.SocketFeed;
import io.grest.ws.test.SocketServerStub;
import io.grest.ws.test.SocketStream;
import io.grest.ws.test.SocketTester;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Samples of tests of streams, which the demo does not have.
 */
class StreamTestSampleTests {

	private static final SocketContract<PriceServer, PriceClient> CONTRACT = SocketContract
		.define("PriceApi", PriceServer.class, PriceClient.class)
		.path("/ws/prices")
		.build();

	private final SocketTester<PriceServer, PriceClient> prices = SocketTester.bindTo(CONTRACT)
		.server(SocketServer.of(CONTRACT, new Prices()).build())
		.build();

	@BeforeEach
	void connect() {
		this.prices.connect();
	}

	@AfterEach
	void close() {
		this.prices.close();
	}

	@Test
	void streamsPrices() {
		this.prices.stream((server) -> server.watch("ACME"))
			.items(new Price(1), new Price(2), new Price(3))
			.completes();
		this.prices.stream((server) -> server.watch("NONE")).fails(NotFoundException.class);
	}

	@Test
	void sendsNoMoreThanRequested() {
		SocketStream<Price> stream = this.prices.stream((server) -> server.watch("ACME"), 1);
		stream.items(new Price(1)).noItems();
		stream.request(1).items(new Price(2));
		stream.cancel().cancels();
	}

	@Test
	void addsOrders() {
		SocketFeed<Order> orders = this.prices.feed();
		SocketCall<Integer> sum = this.prices.call((server) -> server.sell(orders.flux()));
		orders.send(new Order(1), new Order(2)).complete();
		sum.returns(3);
	}

	@Test
	void comparesOffersOfClient() {
		this.prices.whenStream(PriceClient::offers).items(new Price(7), new Price(5));
		this.prices.call((server) -> server.best("ACME")).returns(new Price(5));
	}

	@Test
	void leavesOffersOfClient() {
		SocketFeed<Price> offers = this.prices.feed();
		this.prices.whenStream(PriceClient::offers).answer(offers.flux());
		SocketCall<Price> first = this.prices.call((server) -> server.first("ACME"));
		offers.send(new Price(7)).cancels();
		first.returns(new Price(7));
	}

	@Test
	void receivesOrders() {
		try (SocketServerStub<PriceServer, PriceClient> server = SocketServerStub.start(CONTRACT)) {
			SocketTester<PriceServer, PriceClient> client = SocketTester.bindTo(CONTRACT).url(server.url()).build();
			SocketCall<Integer> sum = client.connect()
				.call((remote) -> remote.sell(Flux.just(new Order(1), new Order(2))));
			server.expect(PriceServer::sell).input(Order.class).items(new Order(1), new Order(2)).completes();
			server.when(PriceServer::sell).answer(3);
			sum.returns(3);
			client.close();
		}
	}

	interface PriceServer {

		Flux<Price> watch(String symbol) throws NotFoundException;

		Mono<Integer> sell(Flux<Order> orders);

		Mono<Price> best(String symbol);

		Mono<Price> first(String symbol);

	}

	interface PriceClient {

		Flux<Price> offers(String symbol);

	}

	record Price(int cents) {

	}

	record Order(int count) {

	}

	@NonBlocking
	static class Prices implements SocketHandler<PriceServer, PriceClient> {

		@Override
		public PriceServer connect(SocketConnection<PriceClient> connection) {
			return new PriceServer() {

				@Override
				public Flux<Price> watch(String symbol) throws NotFoundException {
					if (!symbol.equals("ACME")) {
						throw new NotFoundException();
					}
					return Flux.range(1, 3).map(Price::new);
				}

				@Override
				public Mono<Integer> sell(Flux<Order> orders) {
					return orders.map(Order::count).reduce(0, Integer::sum);
				}

				@Override
				public Mono<Price> best(String symbol) {
					return connection.remote()
						.offers(symbol)
						.reduce((one, other) -> (one.cents() < other.cents()) ? one : other);
				}

				@Override
				public Mono<Price> first(String symbol) {
					return connection.remote().offers(symbol).next();
				}

			};
		}

	}

}
