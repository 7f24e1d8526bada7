package io.grest.ws.demo.samples;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.grest.ws.client.ReconnectOptions;
import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.client.SocketPool;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.demo.DemoApplication;
import io.grest.ws.demo.samples.StreamSamples.Account;
import io.grest.ws.demo.samples.StreamSamples.Exchange;
import io.grest.ws.demo.samples.StreamSamples.Line;
import io.grest.ws.demo.samples.StreamSamples.MarketClient;
import io.grest.ws.demo.samples.StreamSamples.MarketServer;
import io.grest.ws.demo.samples.StreamSamples.MarketService;
import io.grest.ws.demo.samples.StreamSamples.Order;
import io.grest.ws.demo.samples.StreamSamples.Price;
import io.grest.ws.demo.samples.StreamSamples.Query;
import io.grest.ws.demo.samples.StreamSamples.Receipt;
import io.grest.ws.demo.samples.StreamSamples.Reply;
import io.grest.ws.demo.samples.StreamSamples.ReportServer;
import io.grest.ws.demo.samples.StreamSamples.ReportService;
import io.grest.ws.demo.samples.StreamSamples.Reports;
import io.grest.ws.demo.samples.StreamSamples.Row;
import io.grest.ws.demo.samples.StreamSamples.Sensor;
import io.grest.ws.demo.samples.StreamSamples.Symbol;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.server.SocketHandler;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the samples of streams.
 */
class StreamSamplesTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final AtomicInteger requested = new AtomicInteger();

	private static final AtomicInteger cancelled = new AtomicInteger();

	private static final AtomicReference<SocketConnection<MarketClient>> connected = new AtomicReference<>();

	private static ConfigurableApplicationContext server;

	private final List<SocketClient<?, ?>> clients = new ArrayList<>();

	@BeforeAll
	static void start() {
		server = new SpringApplication(DemoApplication.class, Application.class).run("--server.port=0",
				"--spring.main.banner-mode=off", "--spring.reactor.netty.shutdown-quiet-period=0s");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@AfterEach
	void close() {
		this.clients.forEach((client) -> client.close().block(TIMEOUT));
		cancelled.set(0);
		requested.set(0);
	}

	private <S, C> SocketClient<S, C> client(SocketContract<S, C> contract) {
		String port = server.getEnvironment().getRequiredProperty("local.server.port");
		SocketClient<S, C> client = new SocketClients(SocketPool.builder().build(), (type) -> null,
				ReconnectOptions.DEFAULTS)
			.client(contract, (request) -> request.url("ws://localhost:" + port));
		this.clients.add(client);
		return client;
	}

	@Test
	void watchesUntilDisposed() throws InterruptedException {
		BlockingQueue<Price> screen = new LinkedBlockingQueue<>();
		Disposable prices = StreamSamples.watch(client(StreamSamples.marketApi()), screen::add);
		assertThat(screen.poll(10, TimeUnit.SECONDS)).isEqualTo(new Price(1));
		prices.dispose();
		Awaitility.await().atMost(TIMEOUT).until(() -> cancelled.get() == 1);
	}

	@Test
	void receivesFirstAndDeclaredError() {
		SocketClient<MarketServer, MarketClient> market = client(StreamSamples.marketApi());
		assertThat(StreamSamples.first(market).block(TIMEOUT)).isEqualTo(new Price(1));
		StepVerifier.create(market.remote().watch(new Symbol("none")))
			.expectError(NotFoundException.class)
			.verify(TIMEOUT);
	}

	@Test
	void uploadsAndTalks() {
		SocketClient<MarketServer, MarketClient> market = client(StreamSamples.marketApi());
		Flux<Order> orders = Flux.range(1, 100).map((number) -> new Order("ACME", number));
		assertThat(StreamSamples.upload(market, orders).block(TIMEOUT)).isEqualTo(new Receipt(100));
		assertThat(market.remote().talk(Flux.just(new Line("a"), new Line("b"))).collectList().block(TIMEOUT))
			.containsExactly(new Reply("A"), new Reply("B"));
	}

	@Test
	void slowsServerDown() {
		List<Price> saved = new CopyOnWriteArrayList<>();
		Disposable slow = StreamSamples.watchSlowly(client(StreamSamples.marketApi()), (price) -> {
			saved.add(price);
			return (saved.size() < 2) ? Mono.empty() : Mono.never();
		}).subscribe();
		Awaitility.await().atMost(TIMEOUT).until(() -> saved.size() == 2);
		assertThat(requested).hasValueLessThan(64);
		slow.dispose();
	}

	@Test
	void watchesAgainAfterLostConnection() {
		AtomicInteger begun = new AtomicInteger();
		Disposable prices = StreamSamples.watchAgain(client(StreamSamples.marketApi()))
			.filter(new Price(1)::equals)
			.subscribe((price) -> begun.incrementAndGet());
		Awaitility.await().atMost(TIMEOUT).until(() -> begun.get() == 1);
		connected.get().close(4008, "Slow consumer");
		Awaitility.await().atMost(TIMEOUT).until(() -> begun.get() == 2);
		prices.dispose();
	}

	@Test
	void callsByPath() {
		SocketConnection<?> connection = client(StreamSamples.marketApi()).connect().block(TIMEOUT);
		assertThat(StreamSamples.byPath(connection).blockFirst(TIMEOUT)).isEqualTo(new Price(1));
		assertThat(StreamSamples.talkByPath(connection, Flux.just(new Line("a"))).blockFirst(TIMEOUT))
			.isEqualTo(new Reply("A"));
		StreamSamples.registered(connection);
		assertThat(connected.get().remote().readings(new Sensor("door")).take(3).collectList().block(TIMEOUT))
			.hasSize(3);
	}

	@Test
	void streamsFromCodeThatBlocks() {
		SocketClient<ReportServer, MarketClient> reports = client(Application.REPORTS);
		assertThat(reports.remote().rows(new Query("2026")).collectList().block(TIMEOUT)).containsExactly(new Row(1),
				new Row(2), new Row(3));
		assertThat(reports.call((server) -> server.total(Flux.just("a", "b"))).block(TIMEOUT)).isEqualTo(2);
		assertThat(reports.remote().report(new Query("2026")).block(TIMEOUT)).isBetween(1, 30);
		assertThat(reports.call((server) -> server.part(new Query("2026"))).block(TIMEOUT)).isEqualTo("all of 2026");
	}

	/**
	 * Configuration of both contracts. Not annotated, so that no other test scans it.
	 */
	static class Application implements Exchange, Reports {

		static final SocketContract<ReportServer, MarketClient> REPORTS = SocketContract
			.define("ReportApi", ReportServer.class, MarketClient.class)
			.path("/ws/reports")
			.build();

		@Bean
		SocketContract<MarketServer, MarketClient> marketApi() {
			return StreamSamples.marketApi();
		}

		@Bean
		SocketHandler<MarketServer, MarketClient> market() {
			return (connection) -> {
				connected.set(connection);
				return new MarketService(this);
			};
		}

		@Bean
		SocketContract<ReportServer, MarketClient> reportApi() {
			return REPORTS;
		}

		@Bean
		SocketHandler<ReportServer, MarketClient> reports() {
			return (connection) -> new ReportService(this);
		}

		@Override
		public Flux<Price> prices(String symbol) {
			return symbol.equals("none") ? Flux.empty()
					: Flux.range(1, 10_000)
						.map(Price::new)
						.concatWith(Flux.never())
						.doOnNext((price) -> requested.incrementAndGet())
						.doOnCancel(cancelled::incrementAndGet);
		}

		@Override
		public Mono<Order> place(Account account, Order order) {
			return Mono.just(order);
		}

		@Override
		public Stream<Row> stream(Query query) {
			return IntStream.rangeClosed(1, 3).mapToObj(Row::new);
		}

		@Override
		public Mono<Integer> create(Query query, Duration time) {
			return Mono.just((int) time.toSeconds() + 1);
		}

	}

}
