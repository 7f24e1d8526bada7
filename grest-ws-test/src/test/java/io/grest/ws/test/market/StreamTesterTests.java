package io.grest.ws.test.market;

import java.util.List;
import java.util.function.Predicate;

import io.grest.ws.error.NotFoundException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.ValidationException;
import io.grest.ws.protocol.FrameType;
import io.grest.ws.test.SocketCall;
import io.grest.ws.test.SocketFeed;
import io.grest.ws.test.SocketStream;
import io.grest.ws.test.SocketTester;
import io.grest.ws.test.assertion.SocketAssertions;
import io.grest.ws.test.market.MarketServer.Order;
import io.grest.ws.test.market.MarketServer.Price;
import io.grest.ws.test.market.MarketServer.Symbol;
import io.grest.ws.test.wire.RecordedFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Streams of a tester, the same on each transport.
 */
abstract class StreamTesterTests {

	static final Symbol ACME = new Symbol("ACME");

	@Autowired
	private SocketTester<MarketServer, MarketClient> market;

	@Autowired
	private Prices prices;

	@BeforeEach
	void connect() {
		this.prices.reset();
		this.market.connect();
	}

	@AfterEach
	void verify() {
		this.market.close();
	}

	private RecordedFrame frame(Predicate<RecordedFrame> wanted) {
		return this.market.frames().stream().filter(wanted).findFirst().orElseThrow();
	}

	private List<String> texts() {
		return this.market.frames().stream().map(RecordedFrame::text).toList();
	}

	// Streams that the server answers with

	@Test
	void takesItemsAndCompletion() {
		SocketStream<Price> stream = watch();
		emit(7, 8, 9);
		stream.items(new Price(7), new Price(8));
		assertThat(stream.next()).isEqualTo(new Price(9));
		emit(10);
		stream.next((price) -> assertThat(price.cents()).isEqualTo(10));
		this.prices.publisher().complete();
		stream.completes();
	}

	@Test
	void takesErrorBeforeTheFirstItem() {
		this.market.stream((server) -> server.watch(new Symbol("NONE"))).fails(NotFoundException.class);
		this.market.stream((server) -> server.watch(new Symbol("")))
			.fails(ValidationException.class, (error) -> assertThat(error.issues()).hasSize(1));
	}

	@Test
	void takesErrorAfterItems() {
		SocketStream<Price> stream = watch();
		emit(7);
		this.prices.publisher().error(new NotFoundException());
		stream.items(new Price(7)).fails(NotFoundException.class);
	}

	@Test
	void requestsItemsByTheTest() {
		SocketStream<Price> stream = this.market.stream((server) -> server.watch(ACME), 2);
		awaitSubscriber();
		this.prices.publisher().assertMinRequested(2);
		emit(7, 8);
		stream.items(new Price(7), new Price(8)).noItems();
		stream.request(1);
		await().untilAsserted(() -> this.prices.publisher().assertMinRequested(1));
		emit(9);
		stream.items(new Price(9));
		this.prices.publisher().complete();
		stream.completes();
		assertThat(texts()).contains("r:MarketApi.watch:1;cr=2:{\"name\":\"ACME\"}", "q::1:1");
	}

	@Test
	void sendsNothingWithoutRequest() {
		SocketStream<Price> stream = this.market.stream((server) -> server.watch(ACME), 0);
		stream.noItems();
		assertThat(texts()).noneMatch((text) -> text.startsWith("r:"));
		stream.cancel();
	}

	@Test
	void cancelsAndWaitsForTheOtherSide() {
		SocketStream<Price> stream = watch();
		emit(7);
		stream.items(new Price(7)).cancel().cancels();
		this.prices.publisher().assertCancelled();
		assertThat(texts()).contains("z::1:");
	}

	@Test
	void failsStreamOfLostConnection() {
		SocketStream<Price> stream = watch();
		this.market.drop();
		stream.fails(ServerErrorException.class);
		this.market.connect();
	}

	@Test
	void takesFirstItemAsAnswer() {
		SocketCall<Price> first = this.market.call((server) -> server.watch(ACME).next());
		awaitSubscriber();
		emit(7);
		first.returns(new Price(7));
	}

	// Streams that the test sends

	@Test
	void sendsInputOfCall() {
		SocketFeed<Order> orders = this.market.feed();
		SocketCall<Integer> sold = this.market.call((server) -> server.sell(orders.flux()));
		orders.send(new Order(1), new Order(2));
		orders.send(new Order(3)).complete();
		sold.returns(6);
		assertThat(texts()).contains("r:MarketApi.sell:1;in=1:", "n::1:{\"count\":1}", "n::1;e=1:");
	}

	@Test
	void failsInputOfCall() {
		SocketFeed<Order> orders = this.market.feed();
		SocketCall<Integer> sold = this.market.call((server) -> server.sell(orders.flux()));
		orders.send(new Order(1)).fail(new NotFoundException());
		sold.fails(NotFoundException.class);
	}

	@Test
	void endsFeedOfFailedCall() {
		SocketFeed<Order> orders = this.market.feed();
		SocketCall<Integer> sold = this.market.call((server) -> server.sell(orders.flux()));
		orders.send(new Order(0));
		sold.fails(ValidationException.class);
		orders.cancels();
	}

	@Test
	void streamsInBothDirections() {
		SocketFeed<Order> orders = this.market.feed();
		SocketStream<Price> traded = this.market.stream((server) -> server.trade(ACME, orders.flux()), 1);
		orders.send(new Order(1));
		traded.items(new Price(100));
		orders.noRoom();
		traded.request(1);
		orders.send(new Order(2)).complete();
		traded.items(new Price(200)).completes();
	}

	// Calls of the server

	@Test
	void answersWithItems() {
		this.market.whenStream(MarketClient::offers).items(new Price(3), new Price(4));
		this.market.call((server) -> server.askBack(ACME)).returns(7);
		assertThat(this.market.expect(MarketClient::offers).payload()).isEqualTo(ACME);
	}

	@Test
	void answersWaitingCallWithStream() {
		SocketCall<Integer> asked = this.market.call((server) -> server.askBack(ACME));
		this.market.expect(MarketClient::offers).times(1);
		this.market.<Symbol, Price>whenStream(MarketClient::offers)
			.answerWith((symbol) -> Flux.just(new Price(symbol.name().length())));
		asked.returns(4);
	}

	@Test
	void answersWithDeclaredError() {
		this.market.whenStream(MarketClient::offers).fail(new NotFoundException());
		this.market.call((server) -> server.askBack(ACME)).fails(SocketException.class);
	}

	@Test
	void feedsAnswerAndSeesItsCancel() {
		SocketFeed<Price> offers = this.market.feed();
		this.market.whenStream(MarketClient::offers).answer(offers.flux());
		SocketCall<Integer> asked = this.market.call((server) -> server.askBack(new Symbol("first")));
		offers.send(new Price(5));
		offers.cancels();
		asked.returns(5);
		this.market.expect(MarketClient::offers).cancels();
	}

	@Test
	void feedsAnswerByItsCredit() {
		SocketFeed<Price> offers = this.market.feed();
		this.market.whenStream(MarketClient::offers).answer(offers.flux());
		SocketCall<Integer> asked = this.market.call((server) -> server.askBack(new Symbol("slowly")));
		offers.send(new Price(1), new Price(2), new Price(3)).complete();
		asked.returns(6);
		RecordedFrame call = frame((frame) -> frame.text().startsWith("r:MarketApi.offers"));
		SocketAssertions.assertThat(call).hasCallId("~1").hasParameter("cr", "1");
		RecordedFrame credit = frame((frame) -> frame.text().startsWith("q::~1"));
		SocketAssertions.assertThat(credit).hasType(FrameType.CREDIT).hasCallId("~1").hasPayload("1");
	}

	@Test
	void seesCancelOfPlainCall() {
		this.market.when(MarketClient::confirm).never();
		this.market.call((server) -> server.askBack(new Symbol("impatient"))).returns(-1);
		this.market.expect(MarketClient::confirm).cancels();
	}

	@Test
	void receivesInputOfCall() {
		SocketCall<Integer> asked = this.market.call((server) -> server.askBack(new Symbol("fill")));
		this.market.expect(MarketClient::fill)
			.input(Order.class, 2)
			.items(new Order(1), new Order(2))
			.noItems()
			.request(2)
			.items(new Order(3))
			.completes();
		this.market.when(MarketClient::fill).answer(9);
		asked.returns(9);
	}

	@Test
	void answersFromInputOfCall() {
		this.market.when(MarketClient::fill).answerLater((orders) -> orders.map(Order::count).reduce(0, Integer::sum));
		this.market.call((server) -> server.askBack(new Symbol("fill"))).returns(6);
	}

	private SocketStream<Price> watch() {
		SocketStream<Price> stream = this.market.stream((server) -> server.watch(ACME));
		awaitSubscriber();
		return stream;
	}

	// What the test emits before the call has arrived is lost.
	private void awaitSubscriber() {
		await().untilAsserted(() -> this.prices.publisher().assertSubscribers(1));
	}

	private void emit(int... cents) {
		for (int price : cents) {
			this.prices.publisher().next(new Price(price));
		}
	}

}
