package io.grest.ws.server;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.Concurrent;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.SocketContract;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import reactor.core.publisher.Mono;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A thousand clients whose calls block, on a pool and on virtual threads. Run by
 * {@code ./mvnw -Pheavy -pl grest-ws-core -am test}.
 */
@Tag("heavy")
@Timeout(300)
class BlockingLoadTests {

	private static final int CLIENTS = 1_000;

	// Of each client, half of them in its lane and half of them beside it.
	private static final int CALLS = 10;

	private static final int MIXED_CALLS = 60;

	private static final int POOL = 200;

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	private static final Duration PATIENT = Duration.ofMinutes(5);

	private static final Duration IMPATIENT = Duration.ofSeconds(5);

	private static final DataSize HEAP_OF_A_CALL = DataSize.ofKilobytes(8);

	private static final List<String> MIXED = List.of("tell", "echo", "mirror", "count", "beside");

	private final SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	private final Queue<Desk> desks = new ConcurrentLinkedQueue<>();

	private final AtomicInteger held = new AtomicInteger();

	private final CountDownLatch gate = new CountDownLatch(1);

	private final List<RawSocket> clients = new ArrayList<>();

	// To follow each of so many buffers would be most of the load.
	@BeforeEach
	void beQuick() {
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
	}

	@AfterEach
	void stop() throws IOException {
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
		this.gate.countDown();
		for (RawSocket client : this.clients) {
			client.close();
		}
	}

	@Test
	void answersHeldCallsOnPool() throws Exception {
		answersHeldCalls(LoadedThreads.pool(POOL));
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "Virtual threads need Java 21")
	void answersHeldCallsOnVirtualThreads() throws Exception {
		answersHeldCalls(LoadedThreads.virtual());
	}

	private void answersHeldCalls(LoadedThreads threads) throws Exception {
		try (threads; NettyServer server = server(threads, PATIENT)) {
			connect(server);
			Footprint idle = Footprint.now();
			hold(threads);
			Footprint most = Footprint.now();
			long ofCall = (most.heap() - idle.heap()) / (CLIENTS * CALLS);
			this.gate.countDown();
			assertThat(answers(CALLS)).isEqualTo(Map.of("OK", CLIENTS * CALLS));
			System.out.printf("%s, %d clients: idle %s; with %d calls %s: %d bytes for each; pinned: %s%n", threads,
					CLIENTS, idle, CLIENTS * CALLS, most, ofCall, threads.pinned());
			assertThat(ofCall).isLessThan(HEAP_OF_A_CALL.toBytes());
			assertThat(this.held).hasValue(CLIENTS * CALLS);
			beganInOrder(CALLS / 2);
			assertThat(threads.pinned()).noneMatch((stack) -> stack.contains("io.grest.ws"));
		}
	}

	@Test
	void timesOutLateCallsOnPool() throws Exception {
		timesOutLateCalls(LoadedThreads.pool(POOL));
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "Virtual threads need Java 21")
	void timesOutLateCallsOnVirtualThreads() throws Exception {
		timesOutLateCalls(LoadedThreads.virtual());
	}

	private void timesOutLateCalls(LoadedThreads threads) throws Exception {
		try (threads; NettyServer server = server(threads, IMPATIENT)) {
			connect(server);
			int running = hold(threads);
			long since = System.nanoTime();
			await().atMost(TIMEOUT).until(() -> System.nanoTime() - since > IMPATIENT.toNanos());
			this.gate.countDown();
			assertThat(answers(CALLS)).isEqualTo(Map.of("OK", running, "Request timeout", CLIENTS * CALLS - running));
			assertThat(this.held).hasValue(running);
			assertThat(threads.pinned()).noneMatch((stack) -> stack.contains("io.grest.ws"));
		}
	}

	@Test
	void beginsMixedCallsInOrderOnPool() throws Exception {
		beginsMixedCallsInOrder(LoadedThreads.pool(POOL));
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "Virtual threads need Java 21")
	void beginsMixedCallsInOrderOnVirtualThreads() throws Exception {
		beginsMixedCallsInOrder(LoadedThreads.virtual());
	}

	private void beginsMixedCallsInOrder(LoadedThreads threads) throws Exception {
		try (threads; NettyServer server = server(threads, PATIENT)) {
			connect(server);
			Random random = new Random(1);
			int[] inLane = new int[CLIENTS];
			int[] requests = new int[CLIENTS];
			long start = System.nanoTime();
			for (int call = 0; call < MIXED_CALLS; call++) {
				for (int client = 0; client < CLIENTS; client++) {
					String method = MIXED.get(random.nextInt(MIXED.size()));
					inLane[client] += method.equals("beside") ? 0 : 1;
					requests[client] += method.equals("tell") ? 0 : 1;
					call(client, method, call, method.equals("beside") ? call : inLane[client] - 1);
				}
			}
			Map<String, Integer> answers = new TreeMap<>();
			for (int client = 0; client < CLIENTS; client++) {
				read(client, requests[client], answers);
			}
			assertThat(answers).isEqualTo(Map.of("OK", IntStream.of(requests).sum()));
			await().atMost(TIMEOUT).until(() -> inFlight() == 0);
			System.out.printf("%s: %d calls of %d clients within %d ms%n", threads, CLIENTS * MIXED_CALLS, CLIENTS,
					(System.nanoTime() - start) / 1_000_000);
			this.desks.forEach((desk) -> desk.beganInOrder());
			assertThat(this.desks.stream().mapToInt((desk) -> desk.order.size()).sum())
				.isEqualTo(IntStream.of(inLane).sum());
			assertThat(threads.pinned()).noneMatch((stack) -> stack.contains("io.grest.ws"));
		}
	}

	private NettyServer server(LoadedThreads threads, Duration requestTimeout) {
		ConnectionOptions options = ConnectionOptions.builder().requestTimeout(requestTimeout).build();
		ActiveConnections connections = new ActiveConnections(ActiveConnections.Limits.NONE);
		return new NettyServer(
				new SocketHandlerAdapter(options.maxFrameSize(), false, connections, AllowedOrigins.SAME_ORIGIN),
				SocketServer.of(this.contract, (SocketConnection<Client> connection) -> {
					Desk desk = new Desk(connection);
					this.desks.add(desk);
					return desk;
				}).options(options).blockingExecutor(threads).build());
	}

	private void connect(NettyServer server) throws IOException {
		for (int i = 0; i < CLIENTS; i++) {
			this.clients.add(new RawSocket(server.port(), "/api").patience(TIMEOUT).shakeHands());
		}
	}

	private void call(int client, String method, int id, int number) throws IOException {
		String head = method.equals("tell") ? "m:Api.tell:" : "r:Api." + method + ":" + id;
		this.clients.get(client).send(head + ":" + number);
	}

	/** Return how many run, once all calls have arrived. */
	private int hold(LoadedThreads threads) throws IOException {
		for (int call = 0; call < CALLS; call++) {
			for (int client = 0; client < CLIENTS; client++) {
				call(client, (call % 2 == 0) ? "hold" : "holdBeside", call, call / 2);
			}
		}
		int running = threads.running(CLIENTS + CLIENTS * CALLS / 2);
		await().atMost(TIMEOUT).until(() -> inFlight() == CLIENTS * CALLS && this.held.get() == running);
		return running;
	}

	private int inFlight() {
		return this.desks.stream().mapToInt((desk) -> desk.connection.status().inFlight()).sum();
	}

	/** Count the answers by what they say. */
	private Map<String, Integer> answers(int calls) throws IOException {
		Map<String, Integer> answers = new TreeMap<>();
		for (int client = 0; client < CLIENTS; client++) {
			read(client, calls, answers);
		}
		return answers;
	}

	private void read(int client, int calls, Map<String, Integer> answers) throws IOException {
		for (int i = 0; i < calls; i++) {
			String answer = this.clients.get(client).read().text();
			String said = answer.contains("\"type\":\"OK\"") ? "OK"
					: answer.contains("Request timeout") ? "Request timeout" : answer;
			answers.merge(said, 1, Integer::sum);
		}
	}

	private void beganInOrder(int calls) {
		for (Desk desk : this.desks) {
			assertThat(desk.order).hasSize(calls);
			desk.beganInOrder();
		}
	}

	private final class Desk implements Server {

		private final SocketConnection<Client> connection;

		private final AtomicInteger running = new AtomicInteger();

		private final AtomicInteger overlaps = new AtomicInteger();

		// No lock: the lane orders the threads.
		private final List<Integer> order = new ArrayList<>();

		private Desk(SocketConnection<Client> connection) {
			this.connection = connection;
		}

		private void beganInOrder() {
			assertThat(this.overlaps).hasValue(0);
			assertThat(this.order).isEqualTo(IntStream.range(0, this.order.size()).boxed().toList());
		}

		private int inLane(int number, Runnable code) {
			if (this.running.incrementAndGet() != 1) {
				this.overlaps.incrementAndGet();
			}
			this.order.add(number);
			code.run();
			this.running.decrementAndGet();
			return number;
		}

		private void rest() {
			LockSupport.parkNanos(100_000);
		}

		private void await() {
			BlockingLoadTests.this.held.incrementAndGet();
			try {
				BlockingLoadTests.this.gate.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		@Override
		public int hold(Integer number) {
			return inLane(number, this::await);
		}

		@Override
		@Concurrent
		public int holdBeside(Integer number) {
			await();
			return number;
		}

		@Override
		public void tell(Integer number) {
			inLane(number, this::rest);
		}

		@Override
		public int echo(Integer number) {
			return inLane(number, this::rest);
		}

		@Override
		public Mono<Integer> mirror(Integer number) {
			return Mono.just(inLane(number, () -> {
			}));
		}

		@Override
		@NonBlocking
		public int count(Integer number) {
			return inLane(number, () -> {
			});
		}

		@Override
		@Concurrent
		public int beside(Integer number) {
			rest();
			return number;
		}

	}

	interface Server {

		int hold(Integer number);

		int holdBeside(Integer number);

		void tell(Integer number);

		int echo(Integer number);

		Mono<Integer> mirror(Integer number);

		int count(Integer number);

		int beside(Integer number);

	}

	interface Client {

	}

}
