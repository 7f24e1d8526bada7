package io.grest.ws.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import io.grest.ws.client.ClientState.Phase;
import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.Resumption;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.ActiveConnections;
import io.grest.ws.server.NettyServer;
import io.grest.ws.server.ResumableSessions;
import io.grest.ws.server.SocketServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Clients that go on with their session after they have lost their socket, over real
 * sockets through a proxy that cuts them.
 */
@Timeout(120)
class ResumingClientTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final SocketContract<Counter, Counted> CONTRACT = SocketContract
		.define("CounterApi", Counter.class, Counted.class)
		.path("/counter")
		.resume((resume) -> resume.anonymous())
		.build();

	private final List<SocketConnection<Counted>> connections = new CopyOnWriteArrayList<>();

	private final BlockingQueue<CloseReason> serverCloses = new LinkedBlockingQueue<>();

	private final List<Integer> received = new CopyOnWriteArrayList<>();

	private final List<Integer> counted = new CopyOnWriteArrayList<>();

	private final AtomicInteger runs = new AtomicInteger();

	private final Sinks.One<Integer> slow = Sinks.one();

	private NettyServer server = server(Duration.ofMinutes(1), 1024);

	private CuttingProxy proxy = new CuttingProxy(this.server.port());

	private final SocketPool pool = SocketPool.builder()
		.options(ConnectionOptions.builder().heartbeatInterval(Duration.ZERO).build())
		.build();

	private final SocketClients clients = new SocketClients(this.pool,
			(contract) -> "ws://localhost:" + this.proxy.port(),
			ReconnectOptions.builder().baseDelay(Duration.ofMillis(5)).maxDelay(Duration.ofMillis(20)).build());

	private final List<Resumption> resumptions = new CopyOnWriteArrayList<>();

	private final List<CloseReason> closes = new CopyOnWriteArrayList<>();

	private final AtomicInteger opened = new AtomicInteger();

	private NettyServer server(Duration ttl, int replayFrames) {
		return new NettyServer(SocketServer.of(CONTRACT, (connection) -> {
			this.connections.add(connection);
			connection.onClose(this.serverCloses::add);
			return new Handler();
		})
			.options(ConnectionOptions.builder().replayFrames(replayFrames).build())
			.sessions(new ResumableSessions(new ResumableSessions.Limits(ttl, 10_000, 1_000, DataSize.ofMegabytes(64))))
			.build());
	}

	@AfterEach
	void stop() throws Exception {
		this.clients.closeAll().block(TIMEOUT);
		this.pool.closeAll(false).block(TIMEOUT);
		this.proxy.close();
		this.server.close();
	}

	private SocketClient<Counter, Counted> connect() {
		SocketClient<Counter, Counted> client = this.clients.builder(CONTRACT).handler(this.counted::add).build();
		client.onResume(this.resumptions::add)
			.onClose(this.closes::add)
			.onOpen((connection) -> this.opened.incrementAndGet());
		client.connect().block(TIMEOUT);
		return client;
	}

	private void resumed(int times) {
		await().atMost(TIMEOUT).until(() -> this.resumptions.size() >= times);
	}

	@Test
	void goesOnWithItsSession() {
		SocketClient<Counter, Counted> client = connect();
		List<Integer> answers = new CopyOnWriteArrayList<>();
		client.remote().slow(1).subscribe(answers::add);
		await().atMost(TIMEOUT).until(() -> this.runs.get() == 1);
		this.proxy.refuse(true);
		this.proxy.cut();
		await().atMost(TIMEOUT).until(() -> client.state().phase() == Phase.RESUMING);
		await().atMost(TIMEOUT).until(() -> !this.connections.get(0).isOpen());
		client.remote().count(7);
		client.remote().echo(8).subscribe(answers::add);
		this.connections.get(0).remote().counted(9);
		this.slow.tryEmitValue(1);
		this.proxy.refuse(false);
		resumed(1);
		await().atMost(TIMEOUT).until(() -> answers.size() == 2 && this.counted.size() == 1);
		assertThat(answers).containsExactlyInAnyOrder(1, 8);
		assertThat(this.received).containsExactly(7);
		assertThat(this.counted).containsExactly(9);
		assertThat(this.runs).hasValue(1);
		assertThat(this.resumptions).containsExactly(new Resumption(Resumption.Outcome.COMPLETE, 0, Map.of()));
		assertThat(client.state().phase()).isEqualTo(Phase.OPEN);
		assertThat(this.opened).hasValue(1);
		assertThat(this.closes).isEmpty();
		assertThat(this.connections).hasSize(1);
		assertThat(this.pool.size()).isEqualTo(1);
	}

	@Test
	void streamsGoOn() {
		SocketClient<Counter, Counted> client = connect();
		List<Integer> items = new CopyOnWriteArrayList<>();
		Sinks.Empty<Void> ended = Sinks.empty();
		client.remote().upTo(3000).subscribe((item) -> {
			items.add(item);
			if (item % 500 == 0) {
				this.proxy.cut();
			}
		}, ended::tryEmitError, ended::tryEmitEmpty);
		ended.asMono().block(TIMEOUT);
		assertThat(items).isEqualTo(IntStream.rangeClosed(1, 3000).boxed().toList());
		assertThat(this.connections).hasSize(1);
	}

	@Test
	void goesOnWhenItIsForcedToReconnect() {
		SocketClient<Counter, Counted> client = connect();
		client.remote().count(1);
		client.forceReconnect();
		client.remote().count(2);
		resumed(1);
		await().atMost(TIMEOUT).until(() -> this.received.size() == 2);
		assertThat(this.received).containsExactly(1, 2);
		assertThat(this.connections).hasSize(1);
		assertThat(this.closes).isEmpty();
	}

	@Test
	void isToldThatItsSessionIsGone() throws Exception {
		this.proxy.close();
		this.server.close();
		this.server = server(Duration.ofMillis(1), 1024);
		this.proxy = new CuttingProxy(this.server.port());
		SocketClient<Counter, Counted> client = connect();
		client.remote().echo(1).block(TIMEOUT);
		this.proxy.refuse(true);
		this.proxy.cut();
		assertThat(this.serverCloses.poll(20, TimeUnit.SECONDS)).isNotNull();
		this.proxy.refuse(false);
		resumed(1);
		await().atMost(TIMEOUT).until(() -> client.state().phase() == Phase.OPEN);
		assertThat(this.resumptions).extracting(Resumption::outcome).containsExactly(Resumption.Outcome.NONE);
		assertThat(this.opened).hasValue(2);
		assertThat(this.closes).extracting(CloseReason::code).containsExactly(1006);
		assertThat(this.connections).hasSize(2);
		assertThat(client.remote().echo(2).block(TIMEOUT)).isEqualTo(2);
	}

	@Test
	void losesNothingWhenItsServerStopsInOrder() throws Exception {
		ActiveConnections active = new ActiveConnections(ActiveConnections.Limits.NONE);
		NettyServer stopping = server((builder) -> builder.connections(active));
		NettyServer other = server((builder) -> builder);
		this.proxy.target(stopping.port());
		SocketClient<Counter, Counted> client = connect();
		List<Integer> answers = new CopyOnWriteArrayList<>();
		client.remote().count(1);
		client.remote().slow(1).subscribe(answers::add);
		await().atMost(TIMEOUT).until(() -> this.runs.get() == 1);
		this.connections.get(0).remote().counted(1);
		this.proxy.target(other.port());
		CompletableFuture<Void> drained = active.drain(Duration.ofMillis(1), Duration.ofSeconds(20)).toFuture();
		await().atMost(TIMEOUT).until(() -> client.state().phase() == Phase.RESUMING);
		client.remote().echo(2).subscribe(answers::add);
		this.connections.get(0).remote().counted(2);
		this.slow.tryEmitValue(1);
		drained.get(20, TimeUnit.SECONDS);
		resumed(1);
		await().atMost(TIMEOUT).until(() -> answers.size() == 2);
		assertThat(answers).containsExactlyInAnyOrder(1, 2);
		assertThat(this.received).containsExactly(1);
		assertThat(this.counted).containsExactly(1, 2);
		assertThat(this.resumptions).extracting(Resumption::outcome).containsExactly(Resumption.Outcome.COMPLETE);
		assertThat(this.connections).hasSize(2);
		assertThat(this.closes).extracting(CloseReason::code).containsExactly(1001);
		assertThat(this.serverCloses.poll(20, TimeUnit.SECONDS)).extracting(CloseReason::code).isEqualTo(1001);
		stopping.close();
		other.close();
	}

	@Test
	void goesOnElsewhereWhenItsServerDiesWhileItStops() throws Exception {
		ActiveConnections active = new ActiveConnections(ActiveConnections.Limits.NONE);
		NettyServer stopping = server((builder) -> builder.connections(active));
		NettyServer other = server((builder) -> builder);
		this.proxy.target(stopping.port());
		SocketClient<Counter, Counted> client = connect();
		client.remote().slow(1).onErrorComplete().subscribe();
		await().atMost(TIMEOUT).until(() -> this.runs.get() == 1);
		this.proxy.target(other.port());
		active.drain(Duration.ofMillis(1), Duration.ofSeconds(20)).subscribe();
		await().atMost(TIMEOUT).until(() -> client.state().phase() == Phase.RESUMING);
		this.proxy.cut();
		await().atMost(TIMEOUT).until(() -> client.state().phase() == Phase.OPEN);
		assertThat(client.remote().echo(2).block(TIMEOUT)).isEqualTo(2);
		assertThat(this.resumptions).extracting(Resumption::outcome).containsExactly(Resumption.Outcome.NONE);
		assertThat(this.closes).hasSize(1);
		stopping.close();
		other.close();
	}

	private NettyServer server(UnaryOperator<SocketServer.Builder<Counter, Counted>> builder) {
		return new NettyServer(builder.apply(SocketServer.of(CONTRACT, (connection) -> {
			this.connections.add(connection);
			connection.onClose(this.serverCloses::add);
			return new Handler();
		}).sessions(new ResumableSessions(ResumableSessions.Limits.DEFAULTS, "the secret of both nodes"))).build());
	}

	@Test
	void serverEndsTheSessionOfAClientThatCloses() throws Exception {
		SocketClient<Counter, Counted> client = connect();
		client.remote().echo(1).block(TIMEOUT);
		client.close().block(TIMEOUT);
		assertThat(this.serverCloses.poll(20, TimeUnit.SECONDS)).extracting(CloseReason::code).isEqualTo(1000);
	}

	@Test
	void closesWhileItIsAway() throws Exception {
		SocketClient<Counter, Counted> client = connect();
		client.remote().echo(1).block(TIMEOUT);
		List<Throwable> failures = new CopyOnWriteArrayList<>();
		client.remote().slow(1).subscribe((answer) -> {
		}, failures::add);
		await().atMost(TIMEOUT).until(() -> this.runs.get() == 1);
		this.proxy.refuse(true);
		this.proxy.cut();
		await().atMost(TIMEOUT).until(() -> client.state().phase() == Phase.RESUMING);
		client.close().block(TIMEOUT);
		assertThat(failures).hasSize(1);
		assertThat(this.closes).hasSize(1);
	}

	@Test
	void losesAndDoublesNothing() {
		cutAtRandom(60, 40);
	}

	@Test
	@Tag("heavy")
	@Timeout(1800)
	void losesAndDoublesNothingInManyCuts() {
		cutAtRandom(10_000, 40);
	}

	private void cutAtRandom(int cuts, int between) {
		Random random = new Random();
		SocketClient<Counter, Counted> client = connect();
		client.remote().echo(0).block(TIMEOUT);
		List<Integer> answers = new CopyOnWriteArrayList<>();
		List<Throwable> failures = new CopyOnWriteArrayList<>();
		int sent = 0;
		int calls = 0;
		for (int i = 0; i < cuts; i++) {
			this.proxy.cutAfter(random.nextInt(1500));
			for (int j = 0; j < between; j++) {
				client.remote().count(++sent);
				this.connections.get(0).remote().counted(sent);
				if (j % 8 == 0) {
					int call = ++calls;
					client.remote().once(call).subscribe(answers::add, failures::add);
				}
			}
			int soFar = sent;
			int asked = calls;
			await().atMost(TIMEOUT)
				.pollInterval(Duration.ofMillis(1))
				.until(() -> this.received.size() >= soFar && this.counted.size() >= soFar
						&& answers.size() + failures.size() >= asked);
			if (this.received.size() > 5000) {
				sent = check(sent);
			}
		}
		check(sent);
		assertThat(failures).isEmpty();
		assertThat(this.runs).hasValue(calls);
		assertThat(answers.stream().sorted().toList()).isEqualTo(IntStream.rangeClosed(1, calls).boxed().toList());
		assertThat(this.connections).hasSize(1);
		assertThat(this.resumptions).extracting(Resumption::outcome).containsOnly(Resumption.Outcome.COMPLETE);
	}

	private int check(int sent) {
		List<Integer> all = IntStream.rangeClosed(1, sent).boxed().toList();
		assertThat(new ArrayList<>(this.received)).isEqualTo(all);
		assertThat(new ArrayList<>(this.counted)).isEqualTo(all);
		this.received.clear();
		this.counted.clear();
		return 0;
	}

	interface Counter {

		void count(Integer number);

		Mono<Integer> echo(Integer number);

		Mono<Integer> once(Integer number);

		Mono<Integer> slow(Integer number);

		Flux<Integer> upTo(Integer number);

	}

	interface Counted {

		@NonBlocking
		void counted(Integer number);

	}

	private final class Handler implements Counter {

		@Override
		@NonBlocking
		public void count(Integer number) {
			ResumingClientTests.this.received.add(number);
		}

		@Override
		public Mono<Integer> echo(Integer number) {
			return Mono.just(number);
		}

		@Override
		public Mono<Integer> once(Integer number) {
			ResumingClientTests.this.runs.incrementAndGet();
			return Mono.just(number);
		}

		@Override
		public Mono<Integer> slow(Integer number) {
			ResumingClientTests.this.runs.incrementAndGet();
			return ResumingClientTests.this.slow.asMono();
		}

		@Override
		public Flux<Integer> upTo(Integer number) {
			return Flux.range(1, number);
		}

	}

}
