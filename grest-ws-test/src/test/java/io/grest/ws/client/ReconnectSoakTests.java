package io.grest.ws.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.grest.ws.client.ClientState.Phase;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketGroup;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.ActiveConnections;
import io.grest.ws.server.SocketServer;
import io.grest.ws.test.wire.TcpProxy;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A minute of many connections that are cut at random, and what is left of it: nothing.
 * Run by {@code ./mvnw -Pheavy -pl grest-ws-test -am test}.
 */
@Tag("heavy")
class ReconnectSoakTests {

	private static final int CLIENTS = 2_000;

	private static final Duration DURATION = Duration.ofSeconds(Integer.getInteger("soak.seconds", 60));

	private static final int CONNECTING = 100;

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private static final ConnectionOptions OPTIONS = ConnectionOptions.builder()
		.heartbeatInterval(Duration.ofSeconds(2))
		.heartbeatTimeout(Duration.ofSeconds(5))
		.build();

	private final SocketContract<Server, Client> contract = SocketContract.define("Soak", Server.class, Client.class)
		.path("/soak")
		.build();

	private final SocketGroup<Client> everyone = SocketGroup.of(Client.class);

	private final ActiveConnections active = new ActiveConnections(
			new ActiveConnections.Limits(2 * CLIENTS, 2 * CLIENTS, 0));

	private final Account up = new Account();

	private final Account down = new Account();

	private final LongAdder opened = new LongAdder();

	private final LongAdder pushed = new LongAdder();

	private final LongAdder received = new LongAdder();

	private final LongAdder cuts = new LongAdder();

	private final List<SocketClient<Server, Client>> clients = new ArrayList<>();

	// Every cut is a warning, and most buffers pass without being followed: at full
	// strength, the detection of leaks would be most of the load.
	@BeforeEach
	void beQuietAndQuick() {
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
		level(Level.ERROR);
	}

	@AfterEach
	void restore() {
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
		level(Level.WARN);
	}

	private static void level(Level level) {
		((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(level);
	}

	@Test
	void everyCallIsAnsweredOrFailedOnceAndNothingIsLeft() throws Exception {
		long descriptors = descriptors();
		SocketPool pool = SocketPool.builder().options(OPTIONS).maxConnections(2 * CLIENTS).build();
		DisposableServer server = RealServer.start(OPTIONS, this.active, server());
		try (TcpProxy proxy = TcpProxy.to(server.port())) {
			connect(pool, proxy);
			await().atMost(TIMEOUT).until(() -> this.active.connections().size() == CLIENTS);
			long start = System.nanoTime();
			disturb(proxy);
			proxy.none();
			await().atMost(TIMEOUT).until(() -> this.up.isSettled() && this.down.isSettled());
			await().atMost(TIMEOUT)
				.until(() -> this.clients.stream().allMatch((client) -> client.state().phase() == Phase.OPEN));
			tell(Duration.ofNanos(System.nanoTime() - start));
			isAccountedFor();
			Flux.merge(this.clients.stream().<Mono<Void>>map(SocketClient::close).toList()).blockLast(TIMEOUT);
			await().atMost(TIMEOUT).untilAsserted(() -> nothingIsLeft(pool, proxy));
		}
		server.disposeNow();
		await().atMost(TIMEOUT).until(() -> descriptors() <= descriptors + 20);
	}

	private SocketServer<Server, Client> server() {
		return SocketServer.of(this.contract, (connection) -> {
			this.everyone.add(connection);
			return (Server) this.up::handle;
		}).options(OPTIONS).connections(this.active).build();
	}

	private void connect(SocketPool pool, TcpProxy proxy) {
		SocketClients factory = new SocketClients(pool, (contract) -> proxy.url(), ReconnectOptions.DEFAULTS);
		for (int i = 0; i < CLIENTS; i++) {
			SocketClient<Server, Client> client = factory.builder(this.contract).handler(new Client() {

				@Override
				public Mono<Long> ask(Long number) {
					return ReconnectSoakTests.this.down.handle(number);
				}

				@Override
				public void tell(String text) {
					ReconnectSoakTests.this.received.increment();
				}

			}).build();
			client.onOpen((connection) -> this.opened.increment());
			this.clients.add(client);
		}
		Flux.fromIterable(this.clients)
			.flatMap((client) -> client.connect().onErrorComplete(), CONNECTING)
			.blockLast(TIMEOUT);
	}

	// A call of each client and one of the server to each in four seconds, a broadcast a
	// second, and each connection cut every thirty seconds or so: little for a machine
	// that has nothing else to do, but the time goes into connecting.
	private void disturb(TcpProxy proxy) throws InterruptedException {
		ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
		AtomicInteger next = new AtomicInteger();
		timer.scheduleAtFixedRate(() -> {
			for (int i = 0; i < CLIENTS / 40; i++) {
				SocketClient<Server, Client> client = this.clients.get(next.getAndIncrement() % CLIENTS);
				if (client.state().phase() == Phase.OPEN) {
					this.up.call(client.remote()::ask);
				}
			}
		}, 0, 100, TimeUnit.MILLISECONDS);
		timer.scheduleAtFixedRate(() -> this.active.connections().stream().limit(CLIENTS).forEach(this::callDown), 0, 4,
				TimeUnit.SECONDS);
		timer.scheduleAtFixedRate(() -> {
			this.pushed.add(this.everyone.size());
			this.everyone.remote().tell("news");
		}, 0, 1, TimeUnit.SECONDS);
		timer.scheduleAtFixedRate(() -> {
			proxy.cut(CLIENTS / 300);
			this.cuts.add(CLIENTS / 300);
		}, 0, 100, TimeUnit.MILLISECONDS);
		// A network that is gone for longer than the heartbeats wait, once.
		timer.schedule(proxy::blackhole, DURATION.toMillis() / 2, TimeUnit.MILLISECONDS);
		timer.schedule(proxy::none, DURATION.toMillis() / 2 + 12_000, TimeUnit.MILLISECONDS);
		timer.schedule(timer::shutdownNow, DURATION.toMillis(), TimeUnit.MILLISECONDS);
		assertThat(timer.awaitTermination(DURATION.multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS)).isTrue();
	}

	@SuppressWarnings("unchecked")
	private void callDown(SocketConnection<?> connection) {
		if (connection.isOpen()) {
			this.down.call(((SocketConnection<Client>) connection).remote()::ask);
		}
	}

	private void isAccountedFor() {
		for (Account account : List.of(this.up, this.down)) {
			assertThat(account.wrong.sum()).isZero();
			assertThat(account.twice.sum()).isZero();
			assertThat(account.answered.sum() + account.failed.sum()).isEqualTo(account.called.get());
			assertThat(account.handled.sum()).isBetween(account.answered.sum(), account.called.get());
			assertThat(account.answered.sum()).isGreaterThan(account.called.get() / 4);
		}
		assertThat(this.opened.sum()).isGreaterThan(2 * CLIENTS);
	}

	private void nothingIsLeft(SocketPool pool, TcpProxy proxy) {
		assertThat(pool.size()).isZero();
		assertThat(pool.pendingSize()).isZero();
		assertThat(pool.connections()).isEmpty();
		assertThat(pool.keys()).isEmpty();
		assertThat(this.active.connections()).isEmpty();
		assertThat(this.active).extracting("admitted").hasToString("0");
		assertThat(this.active).extracting("byOrigin").hasToString("{}");
		assertThat(this.everyone.size()).isZero();
		assertThat(proxy.connections()).isZero();
	}

	private void tell(Duration duration) {
		System.out.printf("%d clients for %.0f s: %d connections opened, %d cut at random%n", CLIENTS,
				duration.toMillis() / 1000.0, this.opened.sum(), this.cuts.sum());
		System.out.println("calls of clients: " + this.up);
		System.out.println("calls of the server: " + this.down);
		System.out.printf("messages to all: %d sent, %d received%n", this.pushed.sum(), this.received.sum());
	}

	private static long descriptors() throws IOException {
		try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
			return all.count();
		}
	}

	/**
	 * What became of the calls of one side.
	 */
	private static final class Account {

		private static final int MOST = 20_000_000;

		final AtomicLong called = new AtomicLong();

		final LongAdder handled = new LongAdder();

		final LongAdder answered = new LongAdder();

		final LongAdder failed = new LongAdder();

		final Map<String, LongAdder> reasons = new ConcurrentHashMap<>();

		final LongAdder wrong = new LongAdder();

		final LongAdder twice = new LongAdder();

		// How often each call was handled, and how often it ended.
		private final BitSet seen = new BitSet(MOST);

		private final BitSet ended = new BitSet(MOST);

		void call(Function<Long, Mono<Long>> method) {
			long number = this.called.getAndIncrement();
			method.apply(number).subscribe((answer) -> {
				if (answer != number) {
					this.wrong.increment();
				}
				end(number, this.answered);
			}, (ex) -> {
				this.reasons.computeIfAbsent(reason(ex), (key) -> new LongAdder()).increment();
				end(number, this.failed);
			});
		}

		private static String reason(Throwable ex) {
			return String.valueOf(ex.getMessage()).replaceAll("\\(ERR_REF.*|\\d+", "").trim();
		}

		private void end(long number, LongAdder how) {
			note(this.ended, number);
			how.increment();
		}

		Mono<Long> handle(Long number) {
			note(this.seen, number);
			this.handled.increment();
			return Mono.just(number);
		}

		private void note(BitSet set, long number) {
			synchronized (set) {
				if (set.get((int) number)) {
					this.twice.increment();
				}
				set.set((int) number);
			}
		}

		boolean isSettled() {
			return this.answered.sum() + this.failed.sum() == this.called.get();
		}

		@Override
		public String toString() {
			return this.called + " made, " + this.handled + " handled, " + this.answered + " answered, " + this.failed
					+ " failed: " + this.reasons;
		}

	}

	interface Server {

		Mono<Long> ask(Long number);

	}

	interface Client {

		Mono<Long> ask(Long number);

		void tell(String text);

	}

}
