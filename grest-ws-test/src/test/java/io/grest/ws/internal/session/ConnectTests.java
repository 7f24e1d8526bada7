package io.grest.ws.internal.session;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketContext;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.RequestTimeoutException;
import io.grest.ws.error.SocketException.FailedCall;
import io.grest.ws.server.ReactiveSocketHandler;
import io.grest.ws.server.SocketHandler;
import io.grest.ws.server.SocketServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Where {@code connect} of a handler runs, and what its outcome is for the client.
 */
@Timeout(60)
class ConnectTests {

	private static final SocketContract<Server, Client> CONTRACT = SocketContract
		.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	private static final String ACCEPTED = "k:::null";

	private final ExecutorService threads = Executors.newCachedThreadPool((task) -> new Thread(task, "blocking"));

	private final List<String> told = new CopyOnWriteArrayList<>();

	private final CountDownLatch gate = new CountDownLatch(1);

	private final Server implementation = () -> this.told.add("called");

	@AfterEach
	void stop() {
		this.gate.countDown();
		this.threads.shutdownNow();
	}

	private RawPeer peer(SocketHandler<Server, Client> handler) {
		return peer(handler, this.threads);
	}

	private static RawPeer peer(SocketHandler<Server, Client> handler, Executor executor) {
		return RawPeer.of(SocketServer.of(CONTRACT, handler).blockingExecutor(executor).build());
	}

	private static RawPeer reactive(ReactiveSocketHandler<Server, Client> handler) {
		return RawPeer.of(SocketServer.ofReactive(CONTRACT, handler)
			.options(ConnectionOptions.builder().handshakeTimeout(Duration.ofMillis(500)).build())
			.build());
	}

	@Test
	void runsOnTheExecutorWithTheConnectionAsItsContext() {
		RawPeer peer = peer((connection) -> {
			this.told.add(Thread.currentThread().getName() + " " + (SocketContext.CONNECTION.get() == connection));
			return this.implementation;
		});
		peer.send("h:::{}");
		peer.expect(ACCEPTED);
		assertThat(this.told).containsExactly("blocking true");
	}

	@Test
	void runsWhereTheHandshakeIsReadIfItIsNonBlocking() {
		RawPeer peer = peer(new Quick());
		peer.send("h:::{}");
		assertThat(this.told).containsExactly(Thread.currentThread().getName());
		peer.expect(ACCEPTED);
	}

	@Test
	void sendsCallsOfConnectRightAfterTheAcceptance() {
		RawPeer peer = peer((connection) -> {
			connection.remote().push("first");
			return this.implementation;
		});
		peer.send("h:::{}");
		peer.expect(ACCEPTED);
		peer.expect("m:Api.push::\"first\"");
	}

	@Test
	void rejectsTheClientWithWhatItThrows() {
		RawPeer peer = peer((connection) -> {
			throw new ForbiddenException("Not here");
		});
		peer.send("h:::{}");
		assertThat(peer.next()).startsWith("x:::{\"success\":false,\"type\":\"FORBIDDEN\"").contains("Not here");
	}

	@Test
	void doesNotPassOnTheErrorOfAnotherCall() {
		RawPeer peer = peer((connection) -> {
			RequestTimeoutException timeout = new RequestTimeoutException();
			timeout.setFailedCall(new FailedCall("Other.slow", false));
			throw timeout;
		});
		peer.send("h:::{}");
		assertThat(peer.next()).startsWith("x:::{\"success\":false,\"type\":\"SERVER_ERROR\"")
			.doesNotContain("timeout");
	}

	@Test
	@SuppressWarnings("NullAway")
	void rejectsTheClientIfThereIsNoHandler() {
		RawPeer peer = peer((connection) -> null);
		peer.send("h:::{}");
		assertThat(peer.next()).startsWith("x:::{\"success\":false,\"type\":\"SERVER_ERROR\"");
		RawPeer empty = reactive((connection) -> Mono.empty());
		empty.send("h:::{}");
		assertThat(empty.next()).startsWith("x:::{\"success\":false,\"type\":\"SERVER_ERROR\"");
	}

	@Test
	void rejectsTheClientIfTheExecutorHasNoRoom() {
		RawPeer peer = peer((connection) -> this.implementation, (task) -> {
			throw new RejectedExecutionException();
		});
		peer.send("h:::{}");
		assertThat(peer.next()).startsWith("x:::{\"success\":false,\"type\":\"TOO_MANY_REQUESTS\"");
	}

	@Test
	void doesNotRunForAClientThatHasLeft() {
		List<Runnable> waiting = new CopyOnWriteArrayList<>();
		RawPeer peer = peer((connection) -> {
			this.told.add("connected");
			return this.implementation;
		}, waiting::add);
		peer.send("h:::{}");
		assertThat(waiting).hasSize(1);
		peer.drop();
		waiting.get(0).run();
		assertThat(this.told).isEmpty();
	}

	@Test
	void tellsTheListenerOfAConnectionThatEndsMeanwhile() {
		RawPeer peer = peer((connection) -> {
			connection.onClose((reason) -> this.told.add("closed with " + reason.code()));
			this.told.add("begun");
			pass(this.gate);
			this.told.add("returned");
			return this.implementation;
		});
		peer.send("h:::{}");
		await().until(() -> this.told.contains("begun"));
		peer.drop();
		await().untilAsserted(() -> assertThat(this.told).contains("closed with 1006"));
		this.gate.countDown();
		await().until(() -> this.told.contains("returned"));
		peer.expectNothingMore();
	}

	@Test
	void aReactiveHandlerAcceptsOnceItsMonoEmits() {
		Sinks.One<Server> handler = Sinks.one();
		RawPeer peer = reactive((connection) -> {
			connection.remote().push("first");
			return handler.asMono();
		});
		peer.send("h:::{}");
		peer.expectNothingMore();
		handler.tryEmitValue(this.implementation);
		peer.expect(ACCEPTED);
		peer.expect("m:Api.push::\"first\"");
	}

	@Test
	void aReactiveHandlerRejectsWithTheErrorOfItsMono() {
		RawPeer peer = reactive((connection) -> Mono.error(new ForbiddenException("Not here")));
		peer.send("h:::{}");
		assertThat(peer.next()).startsWith("x:::{\"success\":false,\"type\":\"FORBIDDEN\"").contains("Not here");
	}

	@Test
	void aReactiveHandlerHasTheConnectionInItsContext() {
		RawPeer peer = reactive((connection) -> {
			assertThat((Object) SocketContext.CONNECTION.get()).isSameAs(connection);
			return SocketContext.CONNECTION.mono().map((found) -> {
				assertThat((Object) found).isSameAs(connection);
				return this.implementation;
			});
		});
		peer.send("h:::{}");
		peer.expect(ACCEPTED);
	}

	@Test
	void aReactiveHandlerIsCancelledWhenTheClientLeaves() {
		RawPeer peer = reactive((connection) -> Mono.<Server>never().doOnCancel(() -> this.told.add("cancelled")));
		peer.send("h:::{}");
		peer.drop();
		await().until(() -> this.told.contains("cancelled"));
	}

	@Test
	void aReactiveHandlerIsCancelledWhenTheHandshakeTimesOut() {
		RawPeer peer = reactive((connection) -> Mono.<Server>never().doOnCancel(() -> this.told.add("cancelled")));
		peer.send("h:::{}");
		assertThat(peer.next()).startsWith("x:::{\"success\":false,\"type\":\"SERVER_ERROR\"");
		peer.drop();
		await().until(() -> this.told.contains("cancelled"));
	}

	private static void pass(CountDownLatch gate) {
		try {
			gate.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private final class Quick implements SocketHandler<Server, Client> {

		@Override
		@NonBlocking
		public Server connect(SocketConnection<Client> connection) {
			ConnectTests.this.told.add(Thread.currentThread().getName());
			return ConnectTests.this.implementation;
		}

	}

	interface Server {

		void call();

	}

	interface Client {

		void push(String text);

	}

}
