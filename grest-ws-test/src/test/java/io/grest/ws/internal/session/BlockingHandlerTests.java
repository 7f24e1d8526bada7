package io.grest.ws.internal.session;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketContext;
import io.grest.ws.context.ContextScope;
import io.grest.ws.contract.Acknowledged;
import io.grest.ws.contract.Blocking;
import io.grest.ws.contract.Concurrent;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ConnectionClosedException;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.RequestTimeoutException;
import io.grest.ws.observation.Observed;
import io.grest.ws.observation.ObservedMethod;
import io.grest.ws.observation.SocketObserver;
import io.grest.ws.server.SocketServer;
import io.netty.util.concurrent.DefaultEventExecutor;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.cache.annotation.Cacheable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Methods that block, on both ends: threads, order, limits and errors.
 */
@Timeout(60)
class BlockingHandlerTests {

	private static final String OK = "{\"success\":true,\"type\":\"OK\"";

	private final ExecutorService threads = Executors.newCachedThreadPool((task) -> new Thread(task, "blocking"));

	private final AtomicReference<SocketConnection<Client>> connection = new AtomicReference<>();

	private final List<String> told = new CopyOnWriteArrayList<>();

	private final CountDownLatch gate = new CountDownLatch(1);

	@AfterEach
	void stop() {
		this.gate.countDown();
		this.threads.shutdownNow();
	}

	private static SocketContract<Server, Client> contract() {
		return SocketContract.define("Api", Server.class, Client.class).path("/api").build();
	}

	private RawPeer connect() {
		return connect(new Handler(), ConnectionOptions.DEFAULTS, this.threads);
	}

	private RawPeer connect(Server handler, ConnectionOptions options, Executor executor) {
		return RawPeer.of(SocketServer.ofReactive(contract(), (SocketConnection<Client> connection) -> {
			this.connection.set(connection);
			return Mono.just(handler);
		}).options(options).blockingExecutor(executor).build()).shakeHands();
	}

	// Handlers

	@Test
	void aMethodThatReturnsAValueRunsOnTheExecutorUnlessItIsNonBlocking() {
		RawPeer peer = connect();
		peer.send("r:Api.count:1:");
		peer.expect("s:Api.count:1:" + OK + ",\"data\":5}");
		peer.send("r:Api.echo:2:\"a\"");
		peer.expect("s:Api.echo:2:" + OK + ",\"data\":\"a\"}");
		peer.send("r:Api.perhaps:3:");
		peer.expect("s:Api.perhaps:3:" + OK + "}");
		assertThat(this.told).containsExactly("count " + Thread.currentThread().getName(), "echo blocking",
				"perhaps blocking");
	}

	@Test
	void aVoidMethodRunsOnTheExecutorUnlessItIsNonBlocking() {
		RawPeer peer = connect();
		peer.send("m:Api.quick::");
		assertThat(this.told).containsExactly("quick " + Thread.currentThread().getName());
		peer.send("m:Api.tell::\"a\"");
		await().until(() -> this.told.contains("tell blocking"));
	}

	@Test
	void anOverloadedExecutorDropsAMessage() {
		RawPeer peer = connect(new Handler(), ConnectionOptions.DEFAULTS, (task) -> {
			throw new RejectedExecutionException();
		});
		peer.send("m:Api.tell::\"a\"");
		assertThat(this.connection.get().status().inFlight()).isZero();
		assertThat(ConnectionAccess.handlesMessages(this.connection.get())).isFalse();
		peer.expectNothingMore();
	}

	@Test
	void aCallIsNotLateWithTheLongestTimeout() {
		RawPeer peer = connect(new Handler(),
				ConnectionOptions.builder().requestTimeout(Duration.ofDays(36_500)).build(), this.threads);
		peer.send("r:Api.echo:1:\"a\"");
		peer.expect("s:Api.echo:1:" + OK + ",\"data\":\"a\"}");
	}

	@Test
	void aMessageIsHandledOnceItsMethodHasReturned() {
		RawPeer peer = connect();
		peer.send("r:Api.hold:1:");
		await().until(() -> this.told.contains("hold"));
		assertThat(ConnectionAccess.handlesMessages(this.connection.get())).isFalse();
		peer.send("m:Api.tell::\"a\"");
		assertThat(ConnectionAccess.handlesMessages(this.connection.get())).isTrue();
		this.gate.countDown();
		await().until(() -> !ConnectionAccess.handlesMessages(this.connection.get()));
		assertThat(this.told).contains("tell blocking");
	}

	@Test
	void nullFromAMethodThatNeverReturnsItIsAFault() {
		RawPeer peer = connect();
		peer.send("r:Api.nothing:1:");
		assertThat(peer.next()).startsWith("s:Api.nothing:1:{\"success\":false,\"type\":\"SERVER_ERROR\"");
	}

	@Test
	void withoutAnExecutorBlockingMethodsRunOnReactorsBoundedElasticThreads() {
		RawPeer peer = RawPeer.of(SocketServer.of(contract(), (connection) -> new Handler()).build()).shakeHands();
		peer.send("m:Api.tell::\"a\"");
		peer.send("r:Api.echo:1:\"a\"");
		peer.expect("s:Api.echo:1:" + OK + ",\"data\":\"a\"}");
		assertThat(this.told.get(0)).startsWith("tell boundedElastic-");
		assertThat(this.told.get(1)).startsWith("echo boundedElastic-");
	}

	@Test
	void anAcknowledgedMethodIsAnsweredWhenItHasReturnedOrFailed() {
		RawPeer peer = connect();
		peer.send("r:Api.save:1:\"a\"");
		peer.expect("s:Api.save:1:" + OK + "}");
		peer.send("r:Api.save:2:\"no\"");
		assertThat(peer.next()).startsWith("s:Api.save:2:{\"success\":false,\"type\":\"FORBIDDEN\"");
	}

	@Test
	void aBlockingMonoRunsOnTheExecutorAndLeavesTheLane() {
		RawPeer peer = connect();
		peer.send("r:Api.later:1:");
		await().until(() -> this.told.contains("later blocking"));
		peer.send("r:Api.echo:2:\"a\"");
		peer.expect("s:Api.echo:2:" + OK + ",\"data\":\"a\"}");
		this.gate.countDown();
		peer.expect("s:Api.later:1:" + OK + ",\"data\":\"late\"}");
	}

	@Test
	void contextKeysAreThoseOfTheCall() {
		RawPeer peer = connect();
		peer.send("r:Api.whoami:1:");
		peer.expect("s:Api.whoami:1:" + OK + ",\"data\":\"Api.whoami of " + this.connection.get() + "\"}");
	}

	@Test
	void annotationsThatContradictEachOtherAreRefused() {
		RawPeer peer = RawPeer.of(SocketServer.of(contract(), (connection) -> new Contradictory()).build());
		peer.send("h:::");
		assertThat(peer.next()).startsWith("x:::{\"success\":false,\"type\":\"SERVER_ERROR\"");
	}

	@Test
	void annotationsThatSpringWouldIgnoreAreRefused() {
		RawPeer peer = RawPeer.of(SocketServer.of(contract(), (connection) -> new Cached()).build());
		peer.send("h:::");
		assertThat(peer.next()).startsWith("x:::{\"success\":false,\"type\":\"SERVER_ERROR\"");
	}

	@Test
	void proxiesOfSpringAreNotRefused() {
		ProxyFactory factory = new ProxyFactory(new Cached());
		RawPeer peer = RawPeer.of(SocketServer.of(contract(), (connection) -> (Server) factory.getProxy()).build())
			.shakeHands();
		peer.send("r:Api.echo:1:\"a\"");
		peer.expect("s:Api.echo:1:" + OK + ",\"data\":\"a\"}");
	}

	@Test
	void annotationsBehindAProxyOfSpringCount() {
		ProxyFactory factory = new ProxyFactory(new Handler());
		RawPeer peer = connect((Server) factory.getProxy(), ConnectionOptions.DEFAULTS, this.threads);
		peer.send("m:Api.tell::\"a\"");
		await().until(() -> this.told.contains("tell blocking"));
	}

	// The lane

	@Test
	void aCallWaitsForTheOneBeforeAndAConcurrentOneDoesNot() {
		RawPeer peer = connect();
		peer.send("r:Api.hold:1:");
		await().until(() -> this.told.contains("hold"));
		peer.send("r:Api.mono:2:");
		peer.send("r:Api.echo:3:\"a\"");
		peer.send("r:Api.beside:4:");
		peer.expect("s:Api.beside:4:" + OK + ",\"data\":\"beside\"}");
		assertThat(this.told).containsExactly("hold", "beside");
		this.gate.countDown();
		peer.expect("s:Api.hold:1:" + OK + ",\"data\":\"held\"}");
		peer.expect("s:Api.mono:2:" + OK + ",\"data\":\"mono\"}");
		peer.expect("s:Api.echo:3:" + OK + ",\"data\":\"a\"}");
	}

	@Test
	void callsBeginInOrderAndNeverOverlap() throws Exception {
		AtomicInteger running = new AtomicInteger();
		AtomicInteger overlaps = new AtomicInteger();
		List<Integer> order = new ArrayList<>();
		Handler handler = new Handler() {

			@Override
			public String echo(String text) {
				return step(text);
			}

			@Override
			public Mono<String> mirror(String text) {
				return Mono.just(step(text));
			}

			private String step(String text) {
				if (running.incrementAndGet() != 1) {
					overlaps.incrementAndGet();
				}
				// No lock: the lane orders the threads.
				order.add(Integer.valueOf(text));
				running.decrementAndGet();
				return text;
			}

		};
		RawPeer peer = connect(handler, ConnectionOptions.DEFAULTS, this.threads);
		for (int i = 0; i < 20_000; i++) {
			String method = ThreadLocalRandom.current().nextBoolean() ? "echo" : "mirror";
			peer.send("r:Api." + method + ":" + i + ":\"" + i + "\"");
			if (i % 100 == 99) {
				for (int answer = 0; answer < 100; answer++) {
					peer.next();
				}
			}
		}
		assertThat(overlaps).hasValue(0);
		assertThat(order).hasSize(20_000).isSorted();
	}

	@Test
	void aCallThatWaitedLongerThanItsCallerIsNotRun() {
		RawPeer peer = connect(new Handler(), ConnectionOptions.builder().requestTimeout(Duration.ofMillis(20)).build(),
				this.threads);
		// A message, as that runs however long it has waited.
		peer.send("m:Api.hold::");
		await().until(() -> this.told.contains("hold"));
		peer.send("r:Api.echo:2:\"a\"");
		long since = System.nanoTime();
		await().until(() -> System.nanoTime() - since > TimeUnit.MILLISECONDS.toNanos(20));
		this.gate.countDown();
		assertThat(peer.next()).startsWith("s:Api.echo:2:{\"success\":false,\"type\":\"SERVER_ERROR\"")
			.contains("Request timeout");
		assertThat(this.told).containsExactly("hold");
	}

	@Test
	void aWaitingCallWhoseCallerHasLeftIsNotRunAndARunningOneGoesOn() {
		RawPeer peer = connect();
		peer.send("r:Api.hold:1:");
		await().until(() -> this.told.contains("hold"));
		peer.send("r:Api.echo:2:\"a\"");
		peer.send("m:Api.tell::\"a message\"");
		peer.drop();
		// The message, and the call whose thread has not returned.
		await().until(() -> this.connection.get().status().inFlight() == 2);
		this.gate.countDown();
		await().until(() -> this.told.contains("tell blocking"));
		assertThat(this.told).containsExactly("hold", "not interrupted", "tell blocking");
	}

	@Test
	void anExecutorWithoutRoomIsToldAsTooManyRequests() {
		List<Runnable> taken = new CopyOnWriteArrayList<>();
		RawPeer peer = connect(new Handler(), ConnectionOptions.DEFAULTS, (task) -> {
			if (!taken.isEmpty()) {
				throw new RejectedExecutionException();
			}
			taken.add(task);
		});
		peer.send("r:Api.beside:1:");
		peer.send("r:Api.echo:2:\"a\"");
		assertThat(peer.next()).startsWith("s:Api.echo:2:{\"success\":false,\"type\":\"TOO_MANY_REQUESTS\"");
		taken.get(0).run();
		peer.expect("s:Api.beside:1:" + OK + ",\"data\":\"beside\"}");
		assertThat(this.connection.get().status().inFlight()).isZero();
	}

	@Test
	void whatFailsAroundAHandlerEndsTheConnectionAndNotTheLane() {
		SocketServer<Server, Client> server = SocketServer.of(contract(), (SocketConnection<Client> connection) -> {
			this.connection.set(connection);
			return new Handler();
		}).observer(new FailingObserver()).blockingExecutor(this.threads).build();
		RawPeer peer = RawPeer.of(server).shakeHands();
		peer.send("r:Api.hold:1:");
		peer.send("m:Api.tell::\"a\"");
		assertThat(peer.closed().getCode()).isEqualTo(1011);
		await().until(() -> this.connection.get().status().inFlight() == 0);
		assertThat(this.told).isEmpty();
	}

	@Test
	void drainingWaitsForTheLane() {
		RawPeer peer = connect();
		peer.send("r:Api.hold:1:");
		await().until(() -> this.told.contains("hold"));
		peer.send("r:Api.echo:2:\"a\"");
		this.connection.get().teardown().subscribe();
		assertThat(this.connection.get().status().state()).isEqualTo(SocketConnection.State.DRAINING);
		this.gate.countDown();
		peer.expect("s:Api.hold:1:" + OK + ",\"data\":\"held\"}");
		peer.expect("s:Api.echo:2:" + OK + ",\"data\":\"a\"}");
		assertThat(peer.closed().getCode()).isEqualTo(1000);
	}

	// Proxies

	@Test
	void aProxyWaitsForTheAnswerAndThrowsTheErrorItself() throws Exception {
		RawPeer peer = connect();
		CompletableFuture<String> answer = async(() -> client().ask("a"));
		peer.expect("r:Api.ask:1:\"a\"");
		peer.send("s:Api.ask:1:" + OK + ",\"data\":\"b\"}");
		assertThat(answer.get(5, TimeUnit.SECONDS)).isEqualTo("b");
		CompletableFuture<String> denied = async(() -> client().ask("a"));
		peer.expect("r:Api.ask:2:\"a\"");
		peer.send("s:Api.ask:2:{\"success\":false,\"type\":\"FORBIDDEN\",\"statusCode\":403,\"context\":{}}");
		assertThat(denied).failsWithin(RawPeer.TIMEOUT)
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(ForbiddenException.class);
		CompletableFuture<String> lost = async(() -> client().ask("a"));
		peer.expect("r:Api.ask:3:\"a\"");
		peer.drop();
		assertThat(lost).failsWithin(RawPeer.TIMEOUT)
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(ConnectionClosedException.class);
	}

	@Test
	void anErrorOfAHandlersOwnCallIsPassedOnOnlyIfItsMethodDeclaresIt() {
		RawPeer peer = connect();
		peer.send("r:Api.relay:1:");
		peer.expect("r:Api.ask:1:\"a\"");
		peer.send("s:Api.ask:1:{\"success\":false,\"type\":\"FORBIDDEN\",\"statusCode\":403,\"context\":{}}");
		assertThat(peer.next()).startsWith("s:Api.relay:1:{\"success\":false,\"type\":\"FORBIDDEN\"");
		peer.send("r:Api.relay:2:");
		peer.expect("r:Api.ask:2:\"a\"");
		peer.send("s:Api.ask:2:{\"success\":false,\"type\":\"TOO_MANY_REQUESTS\",\"statusCode\":429,"
				+ "\"context\":{\"displayMessage\":\"of the database\"}}");
		assertThat(peer.next()).startsWith("s:Api.relay:2:{\"success\":false,\"type\":\"SERVER_ERROR\"")
			.doesNotContain("database");
	}

	@Test
	void aProxyTimesOut() {
		RawPeer peer = connect(new Handler(), ConnectionOptions.builder().requestTimeout(Duration.ofMillis(20)).build(),
				this.threads);
		assertThatExceptionOfType(RequestTimeoutException.class).isThrownBy(() -> client().ask("a"));
		peer.expect("r:Api.ask:1:\"a\"");
	}

	@Test
	void aProxyIsRefusedOnAThreadThatMustNotBlock() {
		RawPeer peer = connect();
		Mono<String> refused = Mono.fromCallable(() -> client().ask("a")).subscribeOn(Schedulers.parallel());
		assertThatIllegalStateException().isThrownBy(() -> refused.block(RawPeer.TIMEOUT))
			.withMessageMatching("Api.ask waits for its answer, and parallel-\\d+ must not block: use"
					+ " call\\(\\(remote\\) -> remote.method\\(...\\)\\) of the connection or the client, which returns a"
					+ " Mono, or run this code on another thread");
		peer.expectNothingMore();
	}

	@Test
	void aProxyIsRefusedOnAnEventLoopOfNettyWhoeverRunsIt() throws Exception {
		RawPeer peer = connect();
		DefaultEventExecutor loop = new DefaultEventExecutor();
		try {
			assertThat(loop.submit(() -> client().ask("a")).await(5, TimeUnit.SECONDS)).isTrue();
			assertThatIllegalStateException()
				.isThrownBy(() -> loop.submit(() -> client().ask("a")).syncUninterruptibly().getNow())
				.withMessageContaining("must not block");
		}
		finally {
			loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
		}
		peer.expectNothingMore();
	}

	@Test
	void callReturnsTheAnswerAsAMono() {
		RawPeer peer = connect();
		CompletableFuture<String> answer = this.connection.get().call((remote) -> remote.ask("a")).toFuture();
		peer.expect("r:Api.ask:1:\"a\"");
		peer.send("s:Api.ask:1:" + OK + ",\"data\":\"b\"}");
		assertThat(answer).succeedsWithin(RawPeer.TIMEOUT).isEqualTo("b");
		assertThatIllegalStateException()
			.isThrownBy(() -> this.connection.get().call((remote) -> "none").block(RawPeer.TIMEOUT))
			.withMessage("No method of Client was called");
		assertThatIllegalStateException()
			.isThrownBy(() -> this.connection.get().call(Client::mono).block(RawPeer.TIMEOUT))
			.withMessage("mono of Client tells its outcome itself: call it on remote()");
	}

	private Client client() {
		return this.connection.get().remote();
	}

	private <T> CompletableFuture<T> async(Supplier<T> call) {
		return CompletableFuture.supplyAsync(call, this.threads);
	}

	private class Handler implements Server {

		private void ran(String what) {
			BlockingHandlerTests.this.told.add(what + " " + Thread.currentThread().getName());
		}

		@Override
		public String echo(String text) {
			ran("echo");
			return text;
		}

		@Override
		@NonBlocking
		public int count() {
			ran("count");
			return 5;
		}

		@Override
		@SuppressWarnings("NullAway")
		public String nothing() {
			ran("nothing");
			return null;
		}

		@Override
		public @Nullable String perhaps() {
			ran("perhaps");
			return null;
		}

		@Override
		public void tell(String text) {
			ran("tell");
		}

		@Override
		@NonBlocking
		public void quick() {
			ran("quick");
		}

		@Override
		public void save(String text) {
			if (text.equals("no")) {
				throw new ForbiddenException();
			}
		}

		@Override
		public Mono<String> mirror(String text) {
			return Mono.just(text);
		}

		@Override
		public Mono<String> mono() {
			return Mono.just("mono");
		}

		@Override
		@Blocking
		public Mono<String> later() {
			ran("later");
			return Mono.fromCallable(() -> {
				BlockingHandlerTests.this.gate.await();
				return "late";
			}).subscribeOn(Schedulers.boundedElastic());
		}

		@Override
		public String hold() {
			BlockingHandlerTests.this.told.add("hold");
			try {
				BlockingHandlerTests.this.gate.await();
			}
			catch (InterruptedException ex) {
				BlockingHandlerTests.this.told.add("interrupted");
			}
			if (!BlockingHandlerTests.this.connection.get().isOpen()) {
				BlockingHandlerTests.this.told.add("not interrupted");
			}
			return "held";
		}

		@Override
		@Concurrent
		public String beside() {
			BlockingHandlerTests.this.told.add("beside");
			return "beside";
		}

		@Override
		public String relay() {
			return client().ask("a");
		}

		@Override
		public String whoami() {
			return SocketContext.MESSAGE.get().path() + " of " + SocketContext.CONNECTION.get();
		}

	}

	private final class Contradictory extends Handler {

		@Override
		@Blocking
		@NonBlocking
		public void tell(String text) {
		}

	}

	/**
	 * Fails where the calls that wait would run, off the thread that reads.
	 */
	private final class FailingObserver implements SocketObserver {

		private final Thread reading = Thread.currentThread();

		@Override
		public boolean isActive() {
			return true;
		}

		@Override
		public @Nullable Observed serverHandshake(String contract, String path, ContextScope connection,
				ContextView upgrade) {
			return null;
		}

		@Override
		public @Nullable Observed clientHandshake(String contract, String path, URI uri,
				BiConsumer<String, String> header, ContextView context) {
			return null;
		}

		@Override
		public Observed inbound(ObservedMethod method, boolean request, @Nullable String traceparent,
				ContextScope connection) {
			return new Observed() {

				@Override
				public Context in(Context context) {
					return context;
				}

				@Override
				public Scope open() {
					if (Thread.currentThread() != FailingObserver.this.reading) {
						throw new IllegalStateException("of the observation");
					}
					return () -> {
					};
				}

				@Override
				public @Nullable String traceparent() {
					return null;
				}

				@Override
				public void ended(String result, @Nullable Throwable error) {
				}

			};
		}

		@Override
		public @Nullable Observed outbound(ObservedMethod method, boolean request, @Nullable ContextScope connection,
				ContextView caller) {
			return null;
		}

	}

	private class Cached extends Handler {

		@Override
		@Cacheable("texts")
		public String echo(String text) {
			return text;
		}

	}

	@NullMarked
	interface Server {

		String echo(String text);

		int count();

		String nothing();

		@Nullable String perhaps();

		void tell(String text);

		void quick();

		@Acknowledged
		void save(String text) throws ForbiddenException;

		Mono<String> mirror(String text);

		Mono<String> mono();

		Mono<String> later();

		String hold();

		String beside();

		String relay() throws ForbiddenException;

		String whoami();

	}

	interface Client {

		String ask(String text) throws ForbiddenException;

		Mono<String> mono();

	}

}
