package io.grest.ws.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.grest.ws.client.ClientState.Phase;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.Concurrent;
import io.grest.ws.contract.Idempotent;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ConnectionClosedException;
import io.grest.ws.error.RequestTimeoutException;
import io.grest.ws.server.NettyServer;
import io.grest.ws.server.ResumableSessions;
import io.grest.ws.server.SocketServer;
import org.awaitility.core.TerminalFailureException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Calls whose connection is lost, over real sockets through a proxy that cuts them:
 * whether they may have run, and which of them are made again.
 */
@Timeout(120)
class LostCallTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final int LENGTH = 60_000;

	private static final SocketContract<Bank, Nothing> PLAIN = SocketContract
		.define("BankApi", Bank.class, Nothing.class)
		.path("/bank")
		.build();

	private static final SocketContract<Bank, Nothing> RESUMED = SocketContract
		.define("KeptBankApi", Bank.class, Nothing.class)
		.path("/kept")
		.resume((resume) -> resume.anonymous())
		.build();

	// The runs of each session, by the number of the call.
	private final List<Map<Integer, Integer>> sessions = new CopyOnWriteArrayList<>();

	private final List<SocketConnection<Nothing>> connections = new CopyOnWriteArrayList<>();

	// Answers those calls when the test is over: some of them block a thread.
	private final Sinks.One<Integer> end = Sinks.one();

	// The number of sessions whose calls are not answered.
	private volatile int stuck;

	private final NettyServer server = new NettyServer(server(PLAIN), server(RESUMED));

	private final CuttingProxy proxy = new CuttingProxy(this.server.port());

	private final SocketPool pool = SocketPool.builder().options(options(Duration.ofSeconds(30))).build();

	private final SocketPool hasty = SocketPool.builder().options(options(Duration.ofSeconds(1))).build();

	private final List<SocketClient<Bank, Nothing>> clients = new CopyOnWriteArrayList<>();

	private final List<Integer> answers = new CopyOnWriteArrayList<>();

	private final Map<Integer, Boolean> mayHaveRun = new ConcurrentHashMap<>();

	private final List<Throwable> failures = new CopyOnWriteArrayList<>();

	private static ConnectionOptions options(Duration timeout) {
		return ConnectionOptions.builder()
			.heartbeatInterval(Duration.ZERO)
			.requestTimeout(timeout)
			.outboundSize(DataSize.ofMegabytes(16))
			.build();
	}

	private SocketServer<Bank, Nothing> server(SocketContract<Bank, Nothing> contract) {
		return SocketServer.of(contract, (connection) -> {
			Map<Integer, Integer> runs = new ConcurrentHashMap<>();
			this.sessions.add(runs);
			this.connections.add(connection);
			return new Handler(runs, (this.sessions.size() <= this.stuck) ? this.end.asMono() : null);
		})
			.sessions(new ResumableSessions(
					new ResumableSessions.Limits(Duration.ofMinutes(1), 100, 100, DataSize.ofMegabytes(16))))
			.build();
	}

	@AfterEach
	void stop() throws Exception {
		this.clients.forEach((client) -> client.close().block(TIMEOUT));
		this.end.tryEmitValue(-1);
		this.pool.closeAll(false).block(TIMEOUT);
		this.hasty.closeAll(false).block(TIMEOUT);
		this.proxy.close();
		this.server.close();
	}

	private SocketClient<Bank, Nothing> connect(SocketContract<Bank, Nothing> contract, SocketPool pool) {
		SocketClient<Bank, Nothing> client = new SocketClients(pool, (any) -> "ws://localhost:" + this.proxy.port(),
				ReconnectOptions.builder().baseDelay(Duration.ofMillis(5)).maxDelay(Duration.ofMillis(20)).build())
			.builder(contract)
			.build();
		this.clients.add(client);
		client.connect().block(TIMEOUT);
		return client;
	}

	private void subscribe(int number, Mono<Integer> call) {
		call.subscribe(this.answers::add, (ex) -> {
			if (ex instanceof ConnectionClosedException closed) {
				this.mayHaveRun.put(number, closed.mayHaveRun());
			}
			else if (ex instanceof RequestTimeoutException timeout) {
				this.mayHaveRun.put(number, timeout.mayHaveRun());
			}
			this.failures.add(ex);
		});
	}

	private void runs(int number) {
		await().atMost(TIMEOUT).until(() -> this.sessions.stream().anyMatch((session) -> session.containsKey(number)));
	}

	private void ended(int calls) {
		await().atMost(TIMEOUT).until(() -> this.answers.size() + this.failures.size() == calls);
	}

	private void loseSession(SocketClient<Bank, Nothing> client) {
		this.proxy.refuse(true);
		this.proxy.cut();
		await().atMost(TIMEOUT).until(() -> client.state().phase() == Phase.RESUMING);
	}

	// Whether it may have run

	@Test
	void saysThatAWaitingCallWasNotSent() {
		this.stuck = 1;
		SocketClient<Bank, Nothing> client = connect(PLAIN, this.pool);
		SocketConnection<Bank> connection = client.connect().block(TIMEOUT);
		assertThat(connection).isNotNull();
		subscribe(0, client.remote().pay(call(0)));
		runs(0);
		this.proxy.hold(true);
		int calls = fillUp(client, connection);
		this.proxy.refuse(true);
		this.proxy.cut();
		ended(calls);
		assertThat(this.mayHaveRun).hasSize(calls).containsEntry(0, true).containsEntry(calls - 1, false);
		assertThat(this.mayHaveRun.entrySet().stream().filter((call) -> !call.getValue()).map(Map.Entry::getKey))
			.doesNotContainAnyElementsOf(this.sessions.get(0).keySet());
	}

	// The socket has no room, and frames wait in the queue.
	private int fillUp(SocketClient<Bank, Nothing> client, SocketConnection<Bank> connection) {
		int calls = 1;
		do {
			while (connection.status().queuedFrames() < 5) {
				subscribe(calls, client.remote().pay(call(calls)));
				calls++;
			}
		}
		while (!staysFull(connection));
		return calls;
	}

	private static boolean staysFull(SocketConnection<Bank> connection) {
		try {
			await().atMost(TIMEOUT)
				.during(Duration.ofMillis(100))
				.failFast(() -> connection.status().queuedFrames() < 5)
				.until(() -> true);
			return true;
		}
		catch (TerminalFailureException ex) {
			return false;
		}
	}

	@Test
	void saysThatACallWithoutAConnectionWasNotSent() {
		SocketClient<Bank, Nothing> client = connect(PLAIN, this.pool);
		this.proxy.refuse(true);
		this.proxy.cut();
		await().atMost(TIMEOUT).until(() -> client.state().phase() == Phase.DISCONNECTED);
		subscribe(1, client.remote().pay(call(1)));
		subscribe(2, client.remote().payOnce(call(2)));
		client.close().block(TIMEOUT);
		subscribe(3, client.remote().pay(call(3)));
		assertThat(this.mayHaveRun).isEqualTo(Map.of(1, false, 2, false, 3, false));
	}

	@Test
	void saysOfEachCallOfASessionThatEndsWhileItIsAway() {
		this.stuck = 1;
		SocketClient<Bank, Nothing> client = connect(RESUMED, this.pool);
		subscribe(1, client.remote().pay(call(1)));
		runs(1);
		loseSession(client);
		subscribe(2, client.remote().pay(call(2)));
		subscribe(3, client.remote().payOnce(call(3)));
		client.close().block(TIMEOUT);
		ended(3);
		assertThat(this.mayHaveRun).isEqualTo(Map.of(1, true, 2, false, 3, false));
	}

	@Test
	void saysOfEachCallOfASessionThatTheServerHasEnded() {
		this.stuck = 1;
		SocketClient<Bank, Nothing> client = connect(RESUMED, this.pool);
		subscribe(1, client.remote().pay(call(1)));
		runs(1);
		loseSession(client);
		subscribe(2, client.remote().pay(call(2)));
		subscribe(3, client.remote().payOnce(call(3)));
		this.connections.forEach(SocketConnection::close);
		this.proxy.refuse(false);
		ended(3);
		assertThat(this.mayHaveRun).isEqualTo(Map.of(1, true, 2, false));
		assertThat(this.answers).containsExactly(3);
		assertThat(this.sessions).containsExactly(Map.of(1, 1), Map.of(3, 1));
	}

	@Test
	void doesNotSendACallWhoseTimeIsOver() {
		SocketClient<Bank, Nothing> client = connect(RESUMED, this.hasty);
		subscribe(1, client.remote().pay(call(1)));
		ended(1);
		loseSession(client);
		subscribe(2, client.remote().pay(call(2)));
		subscribe(3, client.remote().payOnce(call(3)));
		ended(3);
		assertThat(this.mayHaveRun).isEqualTo(Map.of(2, false, 3, false));
		this.proxy.refuse(false);
		await().atMost(TIMEOUT).until(() -> client.state().phase() == Phase.OPEN);
		subscribe(4, client.remote().pay(call(4)));
		ended(4);
		assertThat(this.sessions).containsExactly(Map.of(1, 1, 4, 1));
	}

	// Made again

	@Test
	void makesOnlyIdempotentCallsAgain() {
		this.stuck = 1;
		SocketClient<Bank, Nothing> client = connect(PLAIN, this.pool);
		subscribe(1, client.remote().pay(call(1)));
		subscribe(2, client.remote().payOnce(call(2)));
		subscribe(3, client.call((bank) -> bank.payAndWait(call(3))));
		subscribe(4, Mono.fromCompletionStage(client.remote().payInTime(call(4))));
		List.of(1, 2, 3, 4).forEach(this::runs);
		this.proxy.cut();
		ended(4);
		assertThat(this.mayHaveRun).isEqualTo(Map.of(1, true));
		assertThat(this.answers).containsExactlyInAnyOrder(2, 3, 4);
		assertThat(this.sessions).containsExactly(Map.of(1, 1, 2, 1, 3, 1, 4, 1), Map.of(2, 1, 3, 1, 4, 1));
	}

	@Test
	void makesACallAgainAsOftenAsItsConnectionIsLost() {
		this.stuck = 3;
		SocketClient<Bank, Nothing> client = connect(PLAIN, this.pool);
		subscribe(1, client.remote().payOnce(call(1)));
		for (int i = 1; i <= 3; i++) {
			int session = i;
			await().atMost(TIMEOUT)
				.until(() -> this.sessions.size() == session && this.sessions.get(session - 1).containsKey(1));
			this.proxy.cut();
		}
		ended(1);
		assertThat(this.answers).containsExactly(1);
		assertThat(this.sessions).containsOnly(Map.of(1, 1)).hasSize(4);
	}

	@Test
	void makesNoCallAgainWhoseSessionGoesOn() {
		SocketClient<Bank, Nothing> client = connect(RESUMED, this.pool);
		subscribe(1, client.remote().payOnce(call(1)));
		ended(1);
		loseSession(client);
		subscribe(2, client.remote().payOnce(call(2)));
		this.proxy.refuse(false);
		ended(2);
		assertThat(this.sessions).containsExactly(Map.of(1, 1, 2, 1));
	}

	@Test
	void makesNoCallAgainAfterItsTimeout() {
		this.stuck = 1;
		SocketClient<Bank, Nothing> client = connect(PLAIN, this.hasty);
		subscribe(1, client.remote().payOnce(call(1)));
		runs(1);
		this.proxy.refuse(true);
		this.proxy.cut();
		ended(1);
		assertThat(this.failures.get(0)).isInstanceOf(RequestTimeoutException.class);
		assertThat(this.mayHaveRun).isEqualTo(Map.of(1, true));
		this.proxy.refuse(false);
		await().atMost(TIMEOUT).until(() -> client.state().phase() == Phase.OPEN);
		subscribe(2, client.remote().pay(call(2)));
		ended(2);
		assertThat(this.sessions).containsExactly(Map.of(1, 1), Map.of(2, 1));
	}

	@Test
	void failsAnIdempotentCallIfItsClientIsClosed() {
		this.stuck = 1;
		SocketClient<Bank, Nothing> client = connect(PLAIN, this.pool);
		subscribe(1, client.remote().payOnce(call(1)));
		runs(1);
		this.proxy.refuse(true);
		this.proxy.cut();
		await().atMost(TIMEOUT).until(() -> client.state().phase() == Phase.DISCONNECTED);
		assertThat(this.failures).isEmpty();
		client.close().block(TIMEOUT);
		ended(1);
		assertThat(this.failures.get(0)).isInstanceOf(ConnectionClosedException.class);
		assertThat(this.mayHaveRun).isEqualTo(Map.of(1, true));
	}

	@Test
	void runsNoCallTwiceInASession() {
		Random random = new Random();
		SocketClient<Bank, Nothing> client = connect(PLAIN, this.pool);
		AtomicInteger calls = new AtomicInteger();
		for (int cut = 0; cut < 30; cut++) {
			this.proxy.cutAfter(random.nextInt(3000));
			for (int i = 0; i < 20; i++) {
				int number = calls.getAndIncrement();
				subscribe(number, (number % 2 == 0) ? client.remote().payOnce(new Call(number, ""))
						: client.remote().pay(new Call(number, "")));
			}
			ended(calls.get());
			await().atMost(TIMEOUT).until(() -> client.state().phase() == Phase.OPEN);
		}
		assertThat(this.sessions.stream().flatMap((session) -> session.values().stream())).containsOnly(1);
		assertThat(this.mayHaveRun.keySet()).allMatch((number) -> number % 2 != 0 || !this.mayHaveRun.get(number));
		this.mayHaveRun.forEach((number,
				mayHaveRun) -> assertThat(
						mayHaveRun || this.sessions.stream().noneMatch((session) -> session.containsKey(number)))
					.isTrue());
		assertThat(this.answers).doesNotHaveDuplicates()
			.hasSize(calls.get() - this.mayHaveRun.size())
			.isSubsetOf(IntStream.range(0, calls.get()).boxed().toList());
	}

	private static Call call(int number) {
		return new Call(number, "x".repeat(LENGTH));
	}

	record Call(Integer number, String text) {

	}

	interface Bank {

		Mono<Integer> pay(Call call);

		@Idempotent
		Mono<Integer> payOnce(Call call);

		@Idempotent
		CompletionStage<Integer> payInTime(Call call);

		@Idempotent
		Integer payAndWait(Call call);

	}

	interface Nothing {

	}

	private record Handler(Map<Integer, Integer> runs, @Nullable Mono<Integer> stuck) implements Bank {

		@Override
		@NonBlocking
		public Mono<Integer> pay(Call call) {
			this.runs.merge(call.number(), 1, Integer::sum);
			return (this.stuck != null) ? this.stuck : Mono.just(call.number());
		}

		@Override
		@NonBlocking
		public Mono<Integer> payOnce(Call call) {
			return pay(call);
		}

		@Override
		@NonBlocking
		public CompletionStage<Integer> payInTime(Call call) {
			return pay(call).toFuture();
		}

		@Override
		@Concurrent
		public Integer payAndWait(Call call) {
			return Objects.requireNonNull(pay(call).block());
		}

	}

}
