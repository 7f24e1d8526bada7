package io.grest.ws.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.grest.ws.client.ClientState.Phase;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.handshake.ClientHandshake;
import io.grest.ws.handshake.HandshakeInterceptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tokens that an application fetches for each attempt, by the function that completes the
 * request or by an interceptor, over sockets.
 */
class ClientTokenTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final Duration SHORT = Duration.ofMillis(100);

	private static final ReconnectOptions SOON = ReconnectOptions.builder()
		.baseDelay(Duration.ofMillis(5))
		.maxDelay(Duration.ofMillis(20))
		.build();

	private final RealServer server = new RealServer(ConnectionOptions.DEFAULTS);

	private final AtomicInteger attempts = new AtomicInteger();

	@AfterEach
	void stop() {
		this.server.close();
	}

	private Mono<String> token(Function<Integer, Mono<String>> token) {
		return Mono.delay(Duration.ofMillis(1), Schedulers.parallel())
			.flatMap((tick) -> token.apply(this.attempts.incrementAndGet()));
	}

	private SocketClient<RealServer.Server, RealServer.Client> client(Where where, Duration timeout,
			Function<Integer, Mono<String>> token) {
		SocketContract<RealServer.Server, RealServer.Client> contract = (where == Where.INTERCEPTOR)
				? contract((handshake) -> token(token).doOnNext((value) -> handshake.upgradeHeader("x-token", value)))
				: this.server.contract;
		SocketClients.Builder<RealServer.Server, RealServer.Client> builder = clients(timeout).builder(contract);
		if (where == Where.REQUEST) {
			builder.requestMono((request) -> token(token).map((value) -> request.upgradeHeader("x-token", value)));
		}
		return builder.build();
	}

	private SocketClients clients(Duration timeout) {
		SocketPool pool = SocketPool.builder()
			.options(ConnectionOptions.CLIENT_DEFAULTS.mutate().handshakeTimeout(timeout).build())
			.build();
		return new SocketClients(pool, (contract) -> "ws://localhost:" + this.server.port(), SOON);
	}

	@SafeVarargs
	private static SocketContract<RealServer.Server, RealServer.Client> contract(
			Function<ClientHandshake, Mono<?>>... interceptors) {
		SocketContract.Builder<RealServer.Server, RealServer.Client> builder = SocketContract
			.define("Api", RealServer.Server.class, RealServer.Client.class)
			.path("/api");
		for (Function<ClientHandshake, Mono<?>> interceptor : interceptors) {
			builder.use(new HandshakeInterceptor() {

				@Override
				public Mono<Void> updateHandshake(ClientHandshake handshake) {
					return interceptor.apply(handshake).then();
				}

			});
		}
		return builder.build();
	}

	private String received() {
		return String.valueOf(this.server.latest.get().upgrade().headers().getFirst("x-token"));
	}

	@ParameterizedTest
	@EnumSource
	void fetchesTokenForEachAttempt(Where where) {
		SocketClient<RealServer.Server, RealServer.Client> client = client(where, TIMEOUT,
				(attempt) -> Mono.just("token " + attempt));
		client.connect().block(TIMEOUT);
		assertThat(received()).isEqualTo("token 1");
		this.server.active.connections().forEach(SocketConnection::close);
		await().atMost(TIMEOUT).until(() -> received().equals("token 2"));
		client.close().block(TIMEOUT);
	}

	@ParameterizedTest
	@EnumSource
	void triesAgainAfterErrorOfAnyType(Where where) {
		SocketClient<RealServer.Server, RealServer.Client> client = client(where, TIMEOUT, (attempt) -> (attempt == 1)
				? Mono.error(new NotAuthorizedException("The login is down")) : Mono.just("token " + attempt));
		StepVerifier.create(client.connect()).expectError(NotAuthorizedException.class).verify(TIMEOUT);
		await().atMost(TIMEOUT).until(() -> client.state().phase() == Phase.OPEN);
		assertThat(received()).isEqualTo("token 2");
		client.close().block(TIMEOUT);
	}

	@ParameterizedTest
	@EnumSource
	void failsAttemptWhoseTokenNeverArrives(Where where) {
		CountDownLatch cancelled = new CountDownLatch(1);
		SocketClient<RealServer.Server, RealServer.Client> client = client(where, SHORT, (attempt) -> (attempt == 1)
				? Mono.<String>never().doOnCancel(cancelled::countDown) : Mono.just("token " + attempt));
		StepVerifier.create(client.connect())
			.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(ServerErrorException.class)
				.hasMessageContaining(
						"The function that completes the request of the client of Api, or an interceptor, did not"
								+ " complete within 100 ms"))
			.verify(TIMEOUT);
		assertThat(cancelled.getCount()).isZero();
		await().atMost(TIMEOUT).until(() -> client.state().phase() == Phase.OPEN);
		client.close().block(TIMEOUT);
	}

	@Test
	void failsPooledConnectionWhoseInterceptorHangs() {
		SocketPool pool = SocketPool.builder()
			.options(ConnectionOptions.CLIENT_DEFAULTS.mutate().handshakeTimeout(SHORT).build())
			.build();
		StepVerifier
			.create(pool.getOrConnect(SocketRequest.to(contract((handshake) -> Mono.never()))
				.url("ws://localhost:" + this.server.port())))
			.expectErrorSatisfies((ex) -> assertThat(ex)
				.hasMessageContaining("The interceptors of Api did not complete within 100 ms"))
			.verify(TIMEOUT);
		assertThat(pool.keys()).isEmpty();
	}

	@Test
	void failsAttemptWithoutRequest() {
		SocketClient<RealServer.Server, RealServer.Client> client = clients(TIMEOUT).builder(this.server.contract)
			.requestMono((request) -> Mono.empty())
			.reconnect(ReconnectOptions.NEVER)
			.build();
		StepVerifier.create(client.connect())
			.expectErrorMessage("The function that completes the request of the client of Api returned an empty Mono")
			.verify(TIMEOUT);
	}

	@Test
	void letsInterceptorBlockAfterMonoOfAnother() {
		List<Boolean> blocking = new CopyOnWriteArrayList<>();
		SocketContract<RealServer.Server, RealServer.Client> contract = contract(
				(handshake) -> Mono.delay(Duration.ofMillis(1), Schedulers.parallel()), (handshake) -> {
					blocking.add(Schedulers.isInNonBlockingThread());
					return Mono.delay(Duration.ofMillis(1), Schedulers.parallel());
				}, (handshake) -> {
					blocking.add(Schedulers.isInNonBlockingThread());
					return Mono.empty();
				});
		SocketClient<RealServer.Server, RealServer.Client> client = clients(TIMEOUT).client(contract);
		client.connect().block(TIMEOUT);
		assertThat(blocking).containsExactly(false, false);
		client.close().block(TIMEOUT);
	}

	@Test
	void dropsErrorOfCancelledCodeInSilence() throws Exception {
		List<Throwable> dropped = new CopyOnWriteArrayList<>();
		CountDownLatch interrupted = new CountDownLatch(1);
		Hooks.onErrorDropped(dropped::add);
		try {
			SocketClient<RealServer.Server, RealServer.Client> client = clients(SHORT).builder(this.server.contract)
				.request((request) -> {
					try {
						new CountDownLatch(1).await();
						return request;
					}
					catch (InterruptedException ex) {
						interrupted.countDown();
						throw new IllegalStateException("interrupted", ex);
					}
				})
				.reconnect(ReconnectOptions.NEVER)
				.build();
			StepVerifier.create(client.connect()).expectError(ServerErrorException.class).verify(TIMEOUT);
			assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
			// After the interrupted task: its thread is free for another one.
			await().atMost(TIMEOUT).until(() -> !busy());
			assertThat(dropped).isEmpty();
		}
		finally {
			Hooks.resetOnErrorDropped();
		}
	}

	private static boolean busy() {
		return Thread.getAllStackTraces()
			.entrySet()
			.stream()
			.filter((thread) -> thread.getKey().getName().startsWith("boundedElastic"))
			.flatMap((thread) -> List.of(thread.getValue()).stream())
			.anyMatch((frame) -> frame.getClassName().startsWith("io.grest.ws.client"));
	}

	@Test
	void endsClientWithoutPathVariable() {
		SocketContract<RealServer.Server, RealServer.Client> contract = SocketContract
			.define("Rooms", RealServer.Server.class, RealServer.Client.class)
			.path("/api/{room}")
			.build();
		SocketClient<RealServer.Server, RealServer.Client> client = clients(TIMEOUT).builder(contract)
			.requestMono((request) -> Mono.just(request.pathVariable("other", "x")))
			.shouldRetry((ex) -> true)
			.build();
		StepVerifier.create(client.connect()).expectError(InvalidSocketRequestException.class).verify(TIMEOUT);
		assertThat(client.state().phase()).isEqualTo(Phase.CLOSED);
		assertThat(client.state().error()).isInstanceOf(InvalidSocketRequestException.class);
	}

	enum Where {

		REQUEST, INTERCEPTOR

	}

}
