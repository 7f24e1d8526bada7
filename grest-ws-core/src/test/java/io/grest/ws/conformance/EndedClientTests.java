package io.grest.ws.conformance;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.grest.ws.client.ClientState.Phase;
import io.grest.ws.client.ReconnectOptions;
import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.client.SocketPool;
import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.contract.SocketContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.LoopResources;

import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The end of a client's connection by a server that keeps the client busy.
 */
@Timeout(60)
class EndedClientTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	// What has ended must be noticed without any of them.
	private static final ConnectionOptions PATIENT = ConnectionOptions.builder()
		.heartbeatInterval(Duration.ZERO)
		.heartbeatTimeout(Duration.ofHours(1))
		.stallTimeout(Duration.ofHours(1))
		.closeTimeout(Duration.ofSeconds(5))
		.build();

	private static final ReconnectOptions SOON = ReconnectOptions.builder()
		.baseDelay(Duration.ofMillis(10))
		.maxDelay(Duration.ofMillis(10))
		.maxRetries(-1)
		.jitter(0)
		.resetAfter(Duration.ZERO)
		.build();

	private final SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	private final List<Throwable> dropped = new CopyOnWriteArrayList<>();

	private final List<CloseReason> closed = new CopyOnWriteArrayList<>();

	private final AtomicInteger handled = new AtomicInteger();

	private final RawServer server = new RawServer();

	@BeforeEach
	void collectWhatReactorDrops() {
		Hooks.onErrorDropped(this.dropped::add);
	}

	@AfterEach
	void nothingWasDropped() {
		this.server.close();
		Hooks.resetOnErrorDropped();
		assertThat(this.dropped).isEmpty();
	}

	@Test
	void aServerThatIsResetWhileItsCallsAreUnfinished() {
		endsWhileBusy(SocketPool.builder(), RawPeer::reset);
	}

	@Test
	void aServerThatEndsWithoutACloseWhileItsCallsAreUnfinished() {
		endsWhileBusy(SocketPool.builder(), RawPeer::drop);
	}

	@Test
	void theSameWithoutTheNativeTransport() {
		endsWhileBusy(SocketPool.builder()
			.webSocketClient(
					new ReactorNettyWebSocketClient(HttpClient.create().runOn(LoopResources.create("nio"), false))),
				RawPeer::reset);
	}

	private void endsWhileBusy(SocketPool.Builder builder, Consumer<RawPeer> end) {
		SocketPool pool = builder.options(PATIENT).build();
		SocketClient<Server, Client> client = new SocketClients(pool, (any) -> this.server.uri().toString(), SOON)
			.builder(this.contract)
			.handler(() -> {
				this.handled.incrementAndGet();
				return Mono.never();
			})
			.build();
		client.onClose(this.closed::add);
		client.connect().subscribe();
		RawPeer first = this.server.accept();
		first.send("k:::null");
		for (int i = 0; i < 300; i++) {
			first.send("r:Api.slow:" + i + ":");
		}
		await().atMost(TIMEOUT).until(() -> this.handled.get() == 256);
		end.accept(first);
		this.server.accept().send("k:::null");
		await().atMost(TIMEOUT).until(() -> client.state().phase() == Phase.OPEN);
		assertThat(this.closed).singleElement().satisfies((reason) -> assertThat(reason.code()).isEqualTo(1006));
		assertThat(pool.size()).isOne();
		client.close().block(TIMEOUT);
		await().atMost(TIMEOUT).until(() -> pool.size() == 0);
	}

	@RepeatedTest(50)
	void aFrameOverTheLimitIsClosedWith1009ThoughTheServerGoesOnSending() {
		SocketPool pool = SocketPool.builder().options(PATIENT).build();
		SocketClient<Server, Client> client = new SocketClients(pool, (any) -> this.server.uri().toString(),
				ReconnectOptions.NEVER)
			.client(this.contract);
		client.onClose(this.closed::add);
		client.connect().subscribe();
		RawPeer peer = this.server.accept();
		peer.send("k:::null");
		assertThat(peer.next().text()).startsWith("h:::");
		String tooLong = "m:Api.push::\"" + "x".repeat(2_000_000) + "\"";
		for (int i = 0; i < 5; i++) {
			peer.send(tooLong);
		}
		assertThat(peer.next()).hasToString("close 1009 Message too big");
		await().atMost(TIMEOUT).until(() -> !this.closed.isEmpty());
		assertThat(this.closed.get(0).code()).isEqualTo(1009);
		client.close().block(TIMEOUT);
	}

	interface Server {

	}

	interface Client {

		Mono<String> slow();

	}

}
