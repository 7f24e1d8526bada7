package io.grest.ws.test.market;

import java.time.Duration;

import io.grest.ws.client.SocketPool;
import io.grest.ws.client.SocketRequest;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.test.SocketCall;
import io.grest.ws.test.SocketFeed;
import io.grest.ws.test.SocketServerStub;
import io.grest.ws.test.SocketStream;
import io.grest.ws.test.market.MarketServer.Order;
import io.grest.ws.test.market.MarketServer.Price;
import io.grest.ws.test.market.MarketServer.Symbol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Streams of a client tested against a server made of the contract alone, on both
 * transports.
 */
@ParameterizedClass
@ValueSource(booleans = { false, true })
class StreamStubTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final Symbol ACME = new Symbol("ACME");

	private final SocketContract<MarketServer, MarketClient> contract = MarketApplication.contract();

	private final SocketServerStub<MarketServer, MarketClient> server = SocketServerStub.start(this.contract);

	private final TestPublisher<Price> offers = TestPublisher.create();

	@Parameter
	private boolean inMemory;

	private SocketPool pool;

	private MarketServer market;

	@BeforeEach
	void connect() {
		SocketPool.Builder builder = SocketPool.builder();
		if (this.inMemory) {
			builder.webSocketClient(this.server.webSocketClient());
		}
		this.pool = builder.build();
		SocketConnection<MarketServer> connection = this.pool
			.getOrConnect(SocketRequest.to(this.contract).url(this.server.url()).handler(new Client()))
			.block(TIMEOUT);
		this.market = connection.remote();
		this.server.awaitClients(1);
	}

	@AfterEach
	void stop() {
		this.pool.closeAll(false).block(TIMEOUT);
		this.server.close();
	}

	@Test
	void answersWithItems() {
		this.server.whenStream(MarketServer::watch).items(new Price(1), new Price(2));
		StepVerifier.create(this.market.watch(ACME))
			.expectNext(new Price(1), new Price(2))
			.expectComplete()
			.verify(TIMEOUT);
		assertThat(this.server.expect(MarketServer::watch).payload()).isEqualTo(ACME);
	}

	@Test
	void answersWithDeclaredError() {
		this.server.whenStream(MarketServer::watch).fail(new NotFoundException());
		StepVerifier.create(this.market.watch(ACME)).expectError(NotFoundException.class).verify(TIMEOUT);
	}

	@Test
	void feedsItemsWithinCredit() {
		SocketFeed<Price> prices = this.server.feed();
		this.server.whenStream(MarketServer::watch).answer(prices.flux());
		StepVerifier.create(this.market.watch(ACME), 1)
			.then(() -> prices.send(new Price(1)))
			.expectNext(new Price(1))
			.then(prices::noRoom)
			.thenRequest(2)
			.then(() -> prices.send(new Price(2), new Price(3)).complete())
			.expectNext(new Price(2), new Price(3))
			.expectComplete()
			.verify(TIMEOUT);
	}

	@Test
	void seesCancelOfClient() {
		this.server.whenStream(MarketServer::watch).never();
		this.market.watch(ACME).subscribe().dispose();
		this.server.expect(MarketServer::watch).cancels();
	}

	@Test
	void receivesInputOfClient() {
		this.server.when(MarketServer::sell).answer(3);
		SocketFeed<Order> orders = this.server.feed();
		Mono<Integer> sold = this.market.sell(orders.flux()).cache();
		sold.subscribe();
		this.server.<Flux<Order>>expect(MarketServer::sell).times(1);
		assertThat(sold.block(TIMEOUT)).isEqualTo(3);
		orders.cancels();
	}

	@Test
	void takesInputWithinItsCredit() {
		Mono<Integer> sold = this.market.sell(Flux.range(1, 3).map(Order::new)).cache();
		sold.subscribe();
		this.server.expect(MarketServer::sell)
			.input(Order.class, 2)
			.items(new Order(1), new Order(2))
			.noItems()
			.request(1)
			.items(new Order(3))
			.completes();
		this.server.when(MarketServer::sell).answer(6);
		assertThat(sold.block(TIMEOUT)).isEqualTo(6);
	}

	@Test
	void takesPayloadAndInputOfOneCall() {
		this.server.whenStream((MarketServer server, Symbol symbol) -> server.trade(symbol, Flux.empty()))
			.items(new Price(9));
		Flux<Price> traded = this.market.trade(ACME, Flux.just(new Order(1)));
		StepVerifier.create(traded).expectNext(new Price(9)).expectComplete().verify(TIMEOUT);
		assertThat(this.server.expect((MarketServer server, Symbol symbol) -> server.trade(symbol, Flux.empty()))
			.payload()).isEqualTo(ACME);
	}

	@Test
	void callsClientForStream() {
		SocketStream<Price> stream = this.server.stream((client) -> client.offers(ACME), 2);
		await().untilAsserted(() -> this.offers.assertSubscribers(1));
		this.offers.next(new Price(1)).next(new Price(2));
		stream.items(new Price(1), new Price(2)).cancel().cancels();
		this.offers.assertCancelled();
	}

	@Test
	void sendsInputToClient() {
		SocketFeed<Order> orders = this.server.feed();
		SocketCall<Integer> filled = this.server.call((client) -> client.fill(orders.flux()));
		orders.send(new Order(4), new Order(5)).complete();
		filled.returns(9);
	}

	private final class Client implements MarketClient {

		@Override
		public Flux<Price> offers(Symbol symbol) {
			return StreamStubTests.this.offers.flux();
		}

		@Override
		public Mono<Boolean> confirm(Symbol symbol) {
			return Mono.just(true);
		}

		@Override
		public Mono<Integer> fill(Flux<Order> orders) {
			return orders.map(Order::count).reduce(0, Integer::sum);
		}

		@Override
		public void closed() {
		}

	}

}
