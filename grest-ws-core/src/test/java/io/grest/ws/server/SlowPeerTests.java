package io.grest.ws.server;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketGroup;
import io.grest.ws.contract.SocketContract;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A peer that does not read, over a real socket.
 */
class SlowPeerTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final int CALLS = 2_000;

	private static final int STALLED = 200;

	private static final int PUSHES = 10_000;

	private static final String LARGE = "x".repeat(50_000);

	private final SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	private final AtomicInteger handled = new AtomicInteger();

	private final AtomicReference<SocketConnection<Client>> connection = new AtomicReference<>();

	private final List<CloseReason> closed = new CopyOnWriteArrayList<>();

	private NettyServer server(ConnectionOptions options) {
		return new NettyServer(SocketServer.of(this.contract, (connection) -> {
			this.connection.set(connection);
			connection.onClose(this.closed::add);
			return () -> {
				this.handled.incrementAndGet();
				return Mono.just(LARGE);
			};
		}).options(options).build());
	}

	@Test
	void aHundredMegabytesOfAnswersThatNobodyReadsAreNotMadeAndAllArriveOnceItReads() throws Exception {
		try (NettyServer server = server(ConnectionOptions.DEFAULTS);
				RawSocket peer = new RawSocket(server.port(), "/api").shakeHands()) {
			long before = DirectMemory.used();
			Thread asking = new Thread(() -> askAll(peer));
			asking.start();
			AtomicInteger last = new AtomicInteger(-1);
			await().atMost(TIMEOUT)
				.pollInterval(Duration.ofMillis(200))
				.until(() -> last.getAndSet(this.handled.get()) == this.handled.get() && this.handled.get() > 0);
			assertThat(this.handled.get()).isLessThan(CALLS / 4);
			assertThat(DirectMemory.used() - before).isLessThan(16L * 1024 * 1024);
			for (int i = 1; i <= CALLS; i++) {
				assertThat(peer.read().text()).startsWith("s:Api.large:" + i + ":{");
			}
			asking.join(TIMEOUT.toMillis());
			assertThat(this.handled).hasValue(CALLS);
		}
	}

	private static void askAll(RawSocket peer) {
		try {
			for (int i = 1; i <= CALLS; i++) {
				peer.send("r:Api.large:" + i + ":");
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void aPeerThatTakesNothingIsCutAfterTheStallTimeout() throws Exception {
		ConnectionOptions impatient = ConnectionOptions.builder()
			.stallTimeout(Duration.ofMillis(400))
			.closeTimeout(Duration.ofMillis(200))
			.build();
		try (NettyServer server = server(impatient);
				RawSocket peer = new RawSocket(server.port(), "/api").shakeHands()) {
			new Thread(() -> {
				try {
					askAll(peer);
				}
				catch (IllegalStateException ex) {
					// The server has closed, as it should.
				}
			}).start();
			await().atMost(TIMEOUT).until(() -> !this.closed.isEmpty());
			assertThat(this.closed).singleElement().satisfies((reason) -> assertThat(reason.code()).isEqualTo(4008));
			await().atMost(TIMEOUT).until(() -> server.sockets() == 0);
		}
	}

	@Test
	void aPeerThatReadsTooSlowlyIsToldWhyItIsClosed() throws Exception {
		try (NettyServer server = server(ConnectionOptions.DEFAULTS);
				RawSocket peer = new RawSocket(server.port(), "/api").shakeHands()) {
			String push = "x".repeat(1_000);
			Client client = this.connection.get().remote();
			for (int i = 0; i < 100_000 && this.connection.get().isOpen(); i++) {
				client.push(push);
			}
			assertThat(this.connection.get().isOpen()).isFalse();
			RawSocket.Frame frame = peer.read();
			while (frame.opcode() == 1) {
				frame = peer.read();
			}
			assertThat(frame.closeCode()).isEqualTo(4008);
		}
	}

	@Test
	void aPeerThatIsGoneWhileSomethingWaitsForItIsNotKept() throws Exception {
		ConnectionOptions patient = ConnectionOptions.builder()
			.stallTimeout(Duration.ofHours(1))
			.closeTimeout(Duration.ofSeconds(5))
			.build();
		try (NettyServer server = server(patient)) {
			try (RawSocket peer = new RawSocket(server.port(), "/api").shakeHands()) {
				while (this.connection.get().status().queuedBytes() == 0) {
					this.connection.get().remote().push(LARGE);
				}
				peer.reset();
			}
			await().atMost(TIMEOUT).until(() -> !this.closed.isEmpty());
			WeakReference<SocketConnection<Client>> gone = new WeakReference<>(this.connection.getAndSet(null));
			await().atMost(TIMEOUT).until(() -> {
				System.gc();
				return gone.get() == null;
			});
		}
	}

	@Test
	void twoHundredStalledReadersOfABroadcastAreClosedAndTheGoodOneGetsAll() throws Exception {
		SocketGroup<Client> everyone = SocketGroup.of(Client.class);
		SocketServer<Server, Client> broadcasting = SocketServer.of(this.contract, (connection) -> {
			everyone.add(connection);
			connection.onClose(this.closed::add);
			return () -> Mono.just("");
		}).build();
		List<RawSocket> stalled = new ArrayList<>();
		try (NettyServer server = new NettyServer(broadcasting)) {
			for (int i = 0; i < STALLED; i++) {
				stalled.add(new RawSocket(server.port(), "/api").shakeHands());
			}
			long before = DirectMemory.used();
			try (RawSocket good = new RawSocket(server.port(), "/api").shakeHands()) {
				String padding = "x".repeat(1_000);
				for (int i = 0; i < PUSHES; i++) {
					everyone.remote().push(i + padding);
					assertThat(good.read().text()).startsWith("m:Api.push::\"" + i + "x");
				}
			}
			await().atMost(TIMEOUT).until(() -> everyone.size() == 0);
			assertThat(this.closed.stream().filter((reason) -> reason.code() == 4008)).hasSize(STALLED);
			assertThat(DirectMemory.used() - before).isLessThan(32L * 1024 * 1024);
		}
		for (RawSocket peer : stalled) {
			peer.close();
		}
	}

	interface Server {

		Mono<String> large();

	}

	interface Client {

		void push(String text);

	}

}
