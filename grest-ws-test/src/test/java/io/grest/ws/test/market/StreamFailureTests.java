package io.grest.ws.test.market;

import java.time.Duration;

import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.test.SocketCall;
import io.grest.ws.test.SocketExpectation;
import io.grest.ws.test.SocketFeed;
import io.grest.ws.test.SocketStream;
import io.grest.ws.test.SocketTester;
import io.grest.ws.test.autoconfigure.GrestWsTest;
import io.grest.ws.test.autoconfigure.GrestWsTest.Transport;
import io.grest.ws.test.market.MarketServer.Order;
import io.grest.ws.test.market.MarketServer.Price;
import io.grest.ws.test.market.MarketServer.Symbol;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for failures of streams of a tester: the message has the stream, the expected and
 * the actual outcome, and the frames.
 */
@GrestWsTest(value = MarketService.class, transport = Transport.IN_MEMORY)
class StreamFailureTests {

	private static final Duration SHORT = Duration.ofMillis(50);

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final Symbol ACME = new Symbol("ACME");

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
	void forget() {
		this.market.reset();
	}

	private static void assertFails(ThrowingCallable code, String... parts) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(code)
			.satisfies((error) -> assertThat(error.getMessage()).contains(parts).contains("Last frames"));
	}

	private SocketStream<Price> watch() {
		return this.market.stream((server) -> server.watch(ACME));
	}

	@Test
	void reportsOtherItem() {
		SocketStream<Price> stream = watch();
		this.prices.publisher().next(new Price(7)).next(new Price(8));
		assertFails(() -> stream.items(new Price(7), new Price(9)), "MarketApi.watch(Symbol[name=ACME])",
				"Expected: Price[cents=9] as item 2", "Actual:   Price[cents=8]", "<-- n::1:{\"cents\":7}");
	}

	@Test
	void reportsMissingItem() {
		SocketStream<Price> stream = watch().within(SHORT);
		assertFails(stream::next, "Expected: item 1", "Actual:   none within PT0.05S after 0 items");
		stream.within(TIMEOUT);
		this.prices.publisher().complete();
		assertFails(() -> stream.items(new Price(1)), "Expected: Price[cents=1] as item 1",
				"Actual:   completed after 0 items");
	}

	@Test
	void namesMissingRequest() {
		SocketStream<Price> stream = this.market.stream((server) -> server.watch(ACME), 1);
		this.prices.publisher().next(new Price(7));
		stream.items(new Price(7)).within(SHORT);
		assertFails(stream::next, "Expected: item 2",
				"Actual:   none within PT0.05S after 1 item, and no more are requested: call request(n)");
	}

	@Test
	void reportsItemInPlaceOfTheEnd() {
		SocketStream<Price> stream = watch();
		this.prices.publisher().next(new Price(7));
		assertFails(stream::completes, "Expected: completion", "Actual:   item 1: Price[cents=7]");
		assertFails(() -> stream.fails(NotFoundException.class), "Expected: NotFoundException",
				"Actual:   item 1: Price[cents=7]");
		assertFails(stream::noItems, "Expected: no item 1", "Actual:   Price[cents=7]");
	}

	@Test
	void reportsOtherEnd() {
		SocketStream<Price> failed = this.market.stream((server) -> server.watch(new Symbol("NONE")));
		assertFails(failed::completes, "Expected: completion", "NOT_FOUND");
		assertFails(() -> failed.fails(ServerErrorException.class), "Expected: ServerErrorException", "NOT_FOUND");
		SocketStream<Price> open = watch().within(SHORT);
		assertFails(open::completes, "Expected: completion", "Actual:   none within PT0.05S after 0 items");
	}

	@Test
	void reportsUnsatisfiedAssertions() {
		SocketStream<Price> stream = watch();
		this.prices.publisher().next(new Price(7));
		assertFails(() -> stream.next((price) -> assertThat(price.cents()).isEqualTo(1)),
				"Expected: item 1 to satisfy the assertions", "Price[cents=7]");
	}

	@Test
	void reportsCancelOfEndedStream() {
		SocketStream<Price> stream = watch();
		assertThatIllegalStateException().isThrownBy(stream::cancels)
			.withMessageContaining(
					"MarketApi.watch(Symbol[name=ACME]) is not cancelled: call cancel() before cancels()");
		this.prices.publisher().complete();
		stream.cancel();
		assertFails(stream::cancels, "Expected: to end by the cancellation",
				"Actual:   it had ended before: completed after 0 items");
	}

	@Test
	void reportsFeedThatNoCallTakes() {
		this.market.timeout(SHORT);
		SocketFeed<Order> orders = this.market.feed();
		assertFails(() -> orders.send(new Order(1)), "A stream that the test feeds", "Expected: to send Order[count=1]",
				"no call takes the stream within PT0.05S: pass flux() to a call, or answer one with it");
	}

	@Test
	void reportsMissingRoom() {
		SocketFeed<Order> orders = this.market.feed();
		SocketStream<Price> traded = this.market.stream((server) -> server.trade(ACME, orders.flux()), 1);
		orders.send(new Order(1));
		this.market.timeout(SHORT);
		assertFails(() -> orders.send(new Order(2)), "Expected: to send Order[count=2]",
				"no credit within PT0.05S after 1 items");
		traded.cancel();
	}

	@Test
	void reportsRoom() {
		SocketFeed<Order> orders = this.market.feed();
		SocketCall<Integer> sold = this.market.call((server) -> server.sell(orders.flux()));
		orders.send(new Order(1));
		assertFails(orders::noRoom, "Expected: no room", "Actual:   room for");
		assertFails(() -> this.market.timeout(SHORT).<Order>feed().cancels(), "to be cancelled");
		orders.complete();
		this.market.timeout(TIMEOUT);
		sold.returns(1);
	}

	@Test
	void reportsMissingCancel() {
		SocketCall<Integer> asked = this.market.call((server) -> server.askBack(new Symbol("unanswered")));
		this.market.whenStream(MarketClient::offers).never();
		SocketExpectation<Symbol> offers = this.market.expect(MarketClient::offers).times(1);
		this.market.timeout(SHORT);
		assertFails(offers::cancels, "MarketApi.offers",
				"Expected: the cancellation of MarketApi.offers(Symbol[name=unanswered])",
				"Actual:   none within PT0.05S");
		asked.within(SHORT).timesOut();
	}

	@Test
	void refusesOtherWaysByName() {
		assertThatIllegalStateException().isThrownBy(() -> this.market.callBlocking((server) -> server.watch(ACME)))
			.withMessage("MarketApi.watch answers with a stream: use stream(...)");
		assertThatIllegalStateException().isThrownBy(() -> this.market.send((server) -> server.watch(ACME)))
			.withMessage("MarketApi.watch returns a Flux, whose outcome must be checked: use stream(...)");
		assertThatIllegalStateException().isThrownBy(() -> this.market.whenBlocking(MarketClient::offers))
			.withMessage("MarketApi.offers answers with a stream: use whenStream(...)");
		assertThatIllegalStateException()
			.isThrownBy(() -> this.market.whenStream((client, symbol) -> Flux.from(client.confirm((Symbol) symbol))))
			.withMessageContaining("MarketApi.confirm does not answer with a stream: use when(...)");
		assertThatIllegalStateException().isThrownBy(() -> this.market.expect(MarketClient::offers).input(Price.class))
			.withMessage("MarketApi.offers takes no stream: use payload()");
		assertThatIllegalStateException().isThrownBy(() -> this.market.expect(MarketClient::closed).cancels())
			.withMessage("MarketApi.closed expects no answer, so that nobody cancels it");
		assertThatIllegalStateException()
			.isThrownBy(() -> this.market.whenStream(MarketClient::offers).fail(new ForbiddenException()))
			.withMessageContaining("MarketApi.offers does not declare FORBIDDEN");
		assertThatIllegalStateException().isThrownBy(() -> this.market.stream((server) -> Flux.just(new Price(1))))
			.withMessageContaining("No method of MarketServer was called");
	}

	@Test
	void failsTestWithUnfinishedStream() {
		watch();
		this.market.whenStream(MarketClient::offers);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(this.market::verify)
			.satisfies((error) -> assertThat(error.getMessage()).contains(
					"MarketApi.watch(Symbol[name=ACME]) was called, but its end was not checked: finish it with"
							+ " completes(), fails(...) or cancel()",
					"whenStream(MarketApi.offers) has no answer: finish it with items(...), answer(...), fail(...) or never()"));
	}

	@Test
	void failsTestWithUnexpectedStream() {
		this.market.call((server) -> server.askBack(new Symbol("x"))).within(SHORT).timesOut();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(this.market::verify)
			.satisfies((error) -> assertThat(error.getMessage()).contains("MarketApi.offers(Symbol[name=x])",
					"neither expected nor stubbed"));
	}

}
