package io.grest.ws.demo.samples;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.grest.ws.client.SocketClient;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.context.Deadline;
import io.grest.ws.contract.Blocking;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ConnectionClosedException;
import io.grest.ws.error.NotFoundException;
import jakarta.validation.constraints.NotBlank;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Code of the documentation about methods that answer with a stream or take one.
 */
final class StreamSamples {

	private static final Log logger = LogFactory.getLog(StreamSamples.class);

	private StreamSamples() {
	}

	static SocketContract<MarketServer, MarketClient> marketApi() {
		return SocketContract.define("MarketApi", MarketServer.class, MarketClient.class).path("/ws/market").build();
	}

	static Disposable watch(SocketClient<MarketServer, MarketClient> market, Consumer<Price> screen) {
		Disposable prices = market.remote()
			.watch(new Symbol("ACME"))
			.subscribe(screen, (ex) -> logger.warn("No more prices", ex));
		return prices;
	}

	static Mono<Receipt> upload(SocketClient<MarketServer, MarketClient> market, Flux<Order> orders) {
		Mono<Receipt> receipt = market.remote().upload(new Account("4711"), orders);
		return receipt;
	}

	static Flux<Price> watchSlowly(SocketClient<MarketServer, MarketClient> market, SlowStore store) {
		return market.remote()
			.watch(new Symbol("ACME"))
			.limitRate(8)
			.concatMap((price) -> store.save(price).thenReturn(price));
	}

	static Flux<Price> watchAgain(SocketClient<MarketServer, MarketClient> market) {
		return market.remote()
			.watch(new Symbol("ACME"))
			.retryWhen(Retry.backoff(Long.MAX_VALUE, Duration.ofSeconds(1))
				.filter(ConnectionClosedException.class::isInstance));
	}

	static Mono<Price> first(SocketClient<MarketServer, MarketClient> market) {
		return market.remote().watch(new Symbol("ACME")).next().timeout(Duration.ofSeconds(5));
	}

	static Flux<Price> byPath(SocketConnection<?> connection) {
		Flux<Price> prices = connection.stream("MarketApi.watch", new Symbol("ACME"), Price.class);
		return prices;
	}

	static Flux<Reply> talkByPath(SocketConnection<?> connection, Flux<Line> lines) {
		return connection.stream("MarketApi.talk", null, lines, Reply.class);
	}

	static void registered(SocketConnection<?> connection) {
		connection.registerStreamHandler("MarketApi.readings", Sensor.class, Reading.class,
				(sensor) -> Flux.interval(Duration.ofMillis(10)).onBackpressureLatest().map(Reading::new));
	}

	public interface MarketServer {

		Flux<Price> watch(Symbol symbol) throws NotFoundException;

		Mono<Receipt> upload(Account account, Flux<Order> orders);

		Flux<Reply> talk(Flux<Line> lines);

	}

	public interface MarketClient {

		Flux<Reading> readings(Sensor sensor);

	}

	public interface ReportServer {

		Flux<Row> rows(Query query);

		Mono<Integer> report(Query query);

		long total(Flux<@NotBlank String> words);

		String part(Query query);

	}

	interface SlowStore {

		Mono<Void> save(Price price);

	}

	interface Exchange {

		Flux<Price> prices(String symbol);

		Mono<Order> place(Account account, Order order);

	}

	interface Reports {

		Stream<Row> stream(Query query);

		Mono<Integer> create(Query query, Duration time);

	}

	record Symbol(String name) {

	}

	record Price(int cents) {

	}

	record Account(String number) {

	}

	record Order(String symbol, int quantity) {

	}

	record Receipt(long orders) {

	}

	record Line(String text) {

	}

	record Reply(String text) {

	}

	record Sensor(String name) {

	}

	record Reading(long value) {

	}

	record Query(String year) {

	}

	record Row(int number) {

	}

	static class MarketService implements MarketServer {

		private final Exchange exchange;

		MarketService(Exchange exchange) {
			this.exchange = exchange;
		}

		@Override
		public Flux<Price> watch(Symbol symbol) {
			return this.exchange.prices(symbol.name()).switchIfEmpty(Mono.error(NotFoundException::new));
		}

		@Override
		public Mono<Receipt> upload(Account account, Flux<Order> orders) {
			return orders.concatMap((order) -> this.exchange.place(account, order)).count().map(Receipt::new);
		}

		@Override
		public Flux<Reply> talk(Flux<Line> lines) {
			return lines.map((line) -> new Reply(line.text().toUpperCase(Locale.ROOT)));
		}

	}

	static class ReportService implements ReportServer {

		private final Reports reports;

		ReportService(Reports reports) {
			this.reports = reports;
		}

		@Override
		@Blocking
		public Flux<Row> rows(Query query) {
			return Flux.fromStream(() -> this.reports.stream(query));
		}

		@Override
		public long total(Flux<String> words) {
			try (Stream<String> items = words.toStream()) {
				return items.count();
			}
		}

		@Override
		public Mono<Integer> report(Query query) {
			return Deadline.KEY.mono()
				.map(Deadline::timeLeft)
				.defaultIfEmpty(Duration.ofMinutes(1))
				.flatMap((time) -> this.reports.create(query, time));
		}

		@Override
		public String part(Query query) {
			Duration time = Deadline.remaining().orElse(Duration.ofMinutes(1));
			return (time.compareTo(Duration.ofSeconds(2)) > 0) ? "all of " + query.year() : "a part of " + query.year();
		}

	}

}
