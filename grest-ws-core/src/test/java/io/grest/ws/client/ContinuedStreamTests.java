package io.grest.ws.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.contract.After;
import io.grest.ws.contract.Item;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ConnectionClosedException;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.observation.MicrometerSocketMetrics;
import io.grest.ws.server.NettyServer;
import io.grest.ws.server.ResumableSessions;
import io.grest.ws.server.SocketServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Streams of methods with {@link After @After}, over real sockets through a proxy that
 * cuts them.
 */
@Timeout(60)
class ContinuedStreamTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final SocketContract<Feed, Nothing> PLAIN = SocketContract
		.define("FeedApi", Feed.class, Nothing.class)
		.path("/feed")
		.build();

	private static final SocketContract<Feed, Nothing> RESUMED = SocketContract
		.define("KeptFeedApi", Feed.class, Nothing.class)
		.path("/kept")
		.resume((resume) -> resume.anonymous())
		.build();

	private final MeterRegistry registry = new SimpleMeterRegistry();

	// What begins, in the order of the calls.
	private final List<String> calls = new CopyOnWriteArrayList<>();

	private final Sinks.Many<Item<Integer>> live = Sinks.many().replay().all();

	private final SocketServer<Feed, Nothing> plain = server(PLAIN);

	private final SocketServer<Feed, Nothing> kept = server(RESUMED);

	private final NettyServer server = new NettyServer(this.plain, this.kept);

	private final CuttingProxy proxy = new CuttingProxy(this.server.port());

	private final SocketPool pool = SocketPool.builder()
		.options(ConnectionOptions.builder().heartbeatInterval(Duration.ZERO).build())
		.build();

	private final List<SocketClient<Feed, Nothing>> clients = new CopyOnWriteArrayList<>();

	private final List<Integer> items = new CopyOnWriteArrayList<>();

	private final List<Object> ends = new CopyOnWriteArrayList<>();

	private SocketServer<Feed, Nothing> server(SocketContract<Feed, Nothing> contract) {
		return SocketServer.of(contract, (connection) -> new Handler())
			.metrics(new MicrometerSocketMetrics(this.registry))
			.sessions(new ResumableSessions(
					new ResumableSessions.Limits(Duration.ofMinutes(1), 100, 100, DataSize.ofMegabytes(16))))
			.build();
	}

	@AfterEach
	void stop() throws Exception {
		this.clients.forEach((client) -> client.close().block(TIMEOUT));
		this.pool.closeAll(false).block(TIMEOUT);
		this.proxy.close();
		this.server.close();
	}

	private SocketClient<Feed, Nothing> connect(SocketContract<Feed, Nothing> contract) {
		SocketClient<Feed, Nothing> client = new SocketClients(this.pool,
				(any) -> "ws://localhost:" + this.proxy.port(),
				ReconnectOptions.builder().baseDelay(Duration.ofMillis(5)).maxDelay(Duration.ofMillis(20)).build())
			.builder(contract)
			.build();
		this.clients.add(client);
		client.connect().block(TIMEOUT);
		return client;
	}

	private void subscribe(Flux<Item<Integer>> stream) {
		stream.map(Item::value).subscribe(this.items::add, this.ends::add, () -> this.ends.add("completed"));
	}

	private void emit(int number) {
		this.live.tryEmitNext(new Item<>("id" + number, number)).orThrow();
	}

	private void received(int count) {
		await().atMost(TIMEOUT).until(() -> this.items.size() >= count);
	}

	@Test
	void goesOnAfterTheLastItemThatHasArrived() {
		subscribe(connect(PLAIN).remote().watch(new Query("ACME", null)));
		emit(1);
		emit(2);
		received(2);
		this.proxy.cut();
		emit(3);
		received(3);
		this.live.tryEmitComplete().orThrow();
		await().atMost(TIMEOUT).until(() -> !this.ends.isEmpty());
		assertThat(this.items).containsExactly(1, 2, 3);
		assertThat(this.ends).containsExactly("completed");
		assertThat(this.calls).containsExactly("ACME from null", "ACME from id2");
	}

	@Test
	void beginsWhereItsCallerSaysIfNothingHasArrived() {
		emit(1);
		emit(2);
		SocketClient<Feed, Nothing> client = connect(PLAIN);
		subscribe(client.remote().watch(new Query("ACME", "id2")));
		await().atMost(TIMEOUT).until(() -> this.calls.size() == 1);
		this.proxy.cut();
		emit(3);
		received(1);
		assertThat(this.items).containsExactly(3);
		assertThat(this.calls).containsExactly("ACME from id2", "ACME from id2");
	}

	@Test
	void losesAndDoublesNothingInManyCuts() {
		subscribe(connect(PLAIN).remote().watch(new Query("ACME", null)));
		for (int i = 1; i <= 200; i++) {
			emit(i);
			if (i % 20 == 0) {
				received(i - 10);
				this.proxy.cut();
			}
		}
		received(200);
		assertThat(this.items).containsExactlyElementsOf(IntStream.rangeClosed(1, 200).boxed().toList());
		assertThat(this.ends).isEmpty();
	}

	@Test
	void requestsNoMoreThanItsSubscriberDoes() {
		Flux<Item<Integer>> stream = connect(PLAIN).remote().watch(new Query("ACME", null));
		IntStream.rangeClosed(1, 9).forEach(this::emit);
		BaseSubscriber<Item<Integer>> subscriber = new BaseSubscriber<>() {

			@Override
			protected void hookOnSubscribe(Subscription subscription) {
				subscription.request(3);
			}

			@Override
			protected void hookOnNext(Item<Integer> item) {
				ContinuedStreamTests.this.items.add(item.value());
			}

		};
		stream.subscribe(subscriber);
		received(3);
		this.proxy.cut();
		subscriber.request(2);
		received(5);
		subscriber.cancel();
		assertThat(this.items).containsExactly(1, 2, 3, 4, 5);
		assertThat(this.calls.get(1)).isEqualTo("ACME from id3");
	}

	@Test
	void endsWithAnErrorOfTheServer() {
		subscribe(connect(PLAIN).remote().watch(new Query("unknown", null)));
		await().atMost(TIMEOUT).until(() -> !this.ends.isEmpty());
		assertThat(this.ends).singleElement().isInstanceOf(NotFoundException.class);
		assertThat(this.calls).hasSize(1);
	}

	@Test
	void endsWithItsClient() {
		SocketClient<Feed, Nothing> client = connect(PLAIN);
		subscribe(client.remote().watch(new Query("ACME", null)));
		emit(1);
		received(1);
		client.close().block(TIMEOUT);
		await().atMost(TIMEOUT).until(() -> !this.ends.isEmpty());
		assertThat(this.ends).singleElement().isInstanceOf(ConnectionClosedException.class);
	}

	@Test
	void aStreamWithoutAfterFails() {
		subscribe(connect(PLAIN).remote().plain());
		emit(1);
		received(1);
		this.proxy.cut();
		await().atMost(TIMEOUT).until(() -> !this.ends.isEmpty());
		assertThat(this.ends).singleElement().isInstanceOf(ConnectionClosedException.class);
		assertThat(this.items).containsExactly(1);
	}

	@Test
	void isNotBegunAgainWithinASession() {
		SocketClient<Feed, Nothing> client = connect(RESUMED);
		subscribe(client.remote().watch(new Query("ACME", null)));
		emit(1);
		received(1);
		this.proxy.cut();
		emit(2);
		received(2);
		assertThat(this.items).containsExactly(1, 2);
		assertThat(this.calls).containsExactly("ACME from null");
	}

	@Test
	void keepsNoServerThatStopsWaiting() throws Exception {
		SocketClient<Feed, Nothing> client = connect(RESUMED);
		subscribe(client.remote().watch(new Query("ACME", null)));
		emit(1);
		received(1);
		SocketServer<Feed, Nothing> other = server(RESUMED);
		try (NettyServer second = new NettyServer(other)) {
			this.proxy.target(second.port());
			this.kept.connections().drain(Duration.ZERO, TIMEOUT).block(TIMEOUT);
			emit(2);
			received(2);
		}
		assertThat(this.items).containsExactly(1, 2);
		assertThat(this.calls).containsExactly("ACME from null", "ACME from id1");
		assertThat(this.ends).isEmpty();
		// By the client at once, and not by the end of the connection.
		assertThat(this.registry.get("grest.ws.stream.cancels").counters())
			.extracting((counter) -> counter.getId().getTag("by") + " " + counter.count())
			.contains("CALLER 1.0")
			.doesNotContain("CONNECTION 1.0");
	}

	interface Feed {

		@NonBlocking
		Flux<Item<Integer>> watch(Query query) throws NotFoundException;

		@NonBlocking
		Flux<Item<Integer>> plain();

	}

	record Query(String symbol, @After @Nullable String after) {

	}

	interface Nothing {

	}

	private final class Handler implements Feed {

		@Override
		public Flux<Item<Integer>> watch(Query query) {
			ContinuedStreamTests.this.calls.add(query.symbol() + " from " + query.after());
			if (query.symbol().equals("unknown")) {
				return Flux.error(new NotFoundException());
			}
			String after = query.after();
			int last = (after != null) ? Integer.parseInt(after.substring(2)) : 0;
			return plain().filter((item) -> item.value() > last);
		}

		@Override
		public Flux<Item<Integer>> plain() {
			return ContinuedStreamTests.this.live.asFlux();
		}

	}

}
