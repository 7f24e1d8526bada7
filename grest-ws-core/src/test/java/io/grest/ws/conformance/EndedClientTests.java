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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.LoopResources;

import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;
import org.springframework.web.reactive.socket.client.TomcatWebSocketClient;

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

	private static final ConnectionOptions WATCHFUL = ConnectionOptions.builder()
		.heartbeatInterval(Duration.ofMillis(100))
		.heartbeatTimeout(Duration.ofMillis(400))
		.closeTimeout(Duration.ofMillis(200))
		.build();

	private static final int TIMES = 5;

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
		// Threads of Tomcat throw what it found when it was sending.
		Awaitility.doNotCatchUncaughtExceptionsByDefault();
	}

	@AfterEach
	void nothingWasDropped() {
		this.server.close();
		Hooks.resetOnErrorDropped();
		Awaitility.reset();
		assertThat(this.dropped).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void reconnectsAfterResetWhileCallsAreUnfinished(Network network) {
		for (int i = 0; i < TIMES; i++) {
			endsWhileBusy(network, RawPeer::reset);
		}
	}

	@ParameterizedTest
	@EnumSource
	void reconnectsAfterDropWhileCallsAreUnfinished(Network network) {
		for (int i = 0; i < TIMES; i++) {
			endsWhileBusy(network, RawPeer::drop);
		}
	}

	private void endsWhileBusy(Network network, Consumer<RawPeer> end) {
		this.closed.clear();
		SocketPool pool = network.pool(PATIENT);
		SocketClient<Server, Client> client = client(pool);
		end.accept(busy(client));
		reconnects(client, 1006);
		assertThat(pool.size()).isOne();
		client.close().block(TIMEOUT);
		await().atMost(TIMEOUT).until(() -> pool.size() == 0);
	}

	@ParameterizedTest
	@EnumSource(names = { "EPOLL", "NIO" })
	void reconnectsAfterSilenceWhileCallsAreUnfinished(Network network) {
		SocketClient<Server, Client> client = client(network.pool(WATCHFUL));
		busy(client).stall();
		reconnects(client, 4008);
		client.close().block(TIMEOUT);
	}

	@ParameterizedTest
	@EnumSource(names = { "EPOLL", "NIO" })
	void keepsLiveServerWhileCallsAreUnfinished(Network network) {
		SocketClient<Server, Client> client = client(network.pool(WATCHFUL));
		busy(client);
		// Several times as long as a silent server is kept.
		await().during(Duration.ofMillis(1500))
			.atMost(TIMEOUT)
			.until(() -> client.state().phase() == Phase.OPEN && this.closed.isEmpty());
		client.close().block(TIMEOUT);
	}

	@ParameterizedTest
	@EnumSource(names = { "EPOLL", "NIO" })
	void answersWrongCloseWithItsFault(Network network) {
		wrongClose(network, "close 1002 Protocol error", (byte) (999 >> 8), (byte) 999);
		wrongClose(network, "close 1002 Protocol error", (byte) (1006 >> 8), (byte) 1006);
		wrongClose(network, "close 1007 Text is not UTF-8", (byte) (1000 >> 8), (byte) 1000, (byte) 0xC0, (byte) 0xAF);
	}

	private void wrongClose(Network network, String answer, byte... content) {
		SocketClient<Server, Client> client = client(network.pool(PATIENT));
		client.connect().subscribe();
		RawPeer peer = this.server.accept();
		peer.send("k:::null");
		assertThat(peer.next().text()).startsWith("h:::");
		await().atMost(TIMEOUT).until(() -> client.state().phase() == Phase.OPEN);
		peer.sendClose(content);
		assertThat(peer.next()).hasToString(answer);
		client.close().block(TIMEOUT);
	}

	private SocketClient<Server, Client> client(SocketPool pool) {
		SocketClient<Server, Client> client = new SocketClients(pool, (any) -> this.server.uri().toString(), SOON)
			.builder(this.contract)
			.handler(() -> {
				this.handled.incrementAndGet();
				return Mono.never();
			})
			.build();
		client.onClose(this.closed::add);
		return client;
	}

	private RawPeer busy(SocketClient<Server, Client> client) {
		this.handled.set(0);
		client.connect().subscribe();
		RawPeer peer = this.server.accept();
		peer.send("k:::null");
		for (int i = 0; i < 300; i++) {
			peer.send("r:Api.slow:" + i + ":");
		}
		await().atMost(TIMEOUT).until(() -> this.handled.get() == 256);
		return peer;
	}

	private void reconnects(SocketClient<Server, Client> client, int code) {
		this.server.accept().send("k:::null");
		await().atMost(TIMEOUT).until(() -> client.state().phase() == Phase.OPEN);
		assertThat(this.closed).singleElement().satisfies((reason) -> assertThat(reason.code()).isEqualTo(code));
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

	/** What carries the connections. */
	enum Network {

		EPOLL {

			@Override
			void configure(SocketPool.Builder builder) {
			}

		},

		NIO {

			@Override
			void configure(SocketPool.Builder builder) {
				builder.webSocketClient(new ReactorNettyWebSocketClient(HttpClient.create().runOn(LOOPS, false)));
			}

		},

		TOMCAT {

			@Override
			void configure(SocketPool.Builder builder) {
				builder.webSocketClient(new TomcatWebSocketClient());
			}

		};

		private static final LoopResources LOOPS = LoopResources.create("nio");

		abstract void configure(SocketPool.Builder builder);

		SocketPool pool(ConnectionOptions options) {
			SocketPool.Builder builder = SocketPool.builder().options(options);
			configure(builder);
			return builder.build();
		}

	}

	interface Server {

	}

	interface Client {

		Mono<String> slow();

	}

}
