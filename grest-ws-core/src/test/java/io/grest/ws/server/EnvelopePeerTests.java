package io.grest.ws.server;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.grest.ws.client.SocketPool;
import io.grest.ws.client.SocketRequest;
import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.Dialect;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.handshake.ClientHandshake;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.server.ActiveConnections.Limits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Clients of a server that speaks the envelope dialect, over real sockets, while the
 * server is still at work on their admission and later.
 */
class EnvelopePeerTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final List<String> told = new CopyOnWriteArrayList<>();

	private final Sinks.Empty<Void> admission = Sinks.empty();

	private final ActiveConnections connections = new ActiveConnections(Limits.NONE);

	private final SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
		.path("/api")
		.dialect(Dialect.ENVELOPE)
		.use(new HandshakeInterceptor() {

			@Override
			public Mono<Void> updateHandshake(ClientHandshake handshake) {
				handshake.upgradeHeader("authorization", "Bearer secret").upgradeHeader("cookie", "slow=no");
				return Mono.empty();
			}

			@Override
			public void parseHandshake(ServerHandshake handshake) {
				assertThat(handshake.headers()).isEmpty();
				assertThat(handshake.bearerToken()).isEmpty();
				if (!"Bearer secret".equals(handshake.upgrade().headers().getFirst("authorization"))) {
					throw new NotAuthorizedException();
				}
			}

			@Override
			public Mono<Void> process(ServerHandshake handshake) {
				return handshake.upgrade().cookie("slow").isPresent() ? Mono.empty()
						: EnvelopePeerTests.this.admission.asMono();
			}

		})
		.build();

	private final NettyServer server = new NettyServer(
			new SocketHandlerAdapter(DataSize.ofKilobytes(64), false, this.connections, AllowedOrigins.SAME_ORIGIN),
			SocketServer.of(this.contract, (connection) -> (text) -> this.told.add(text.text()))
				.interceptors(this.contract.interceptors((type) -> {
					throw new IllegalStateException();
				}))
				.options(ConnectionOptions.builder().handshakeTimeout(Duration.ofSeconds(60)).build())
				.connections(this.connections)
				.build());

	@AfterEach
	void nothingIsLeft() {
		await().atMost(TIMEOUT).until(() -> this.connections.connections().isEmpty());
		this.server.close();
	}

	private RawSocket waiting() throws IOException {
		RawSocket socket = new RawSocket(this.server.port());
		socket.write(RawSocket.upgrade("/api", "Authorization: Bearer secret\r\n"));
		assertThat(socket.readHead()).startsWith("HTTP/1.1 101");
		return socket;
	}

	private static String tell(String text) {
		return "{\"type\":\"tell\",\"data\":{\"text\":\"" + text + "\"}}";
	}

	@Test
	void whatAClientSendsRightAfterTheUpgradeIsHandledOnceItIsAdmitted() throws IOException {
		try (RawSocket client = waiting()) {
			for (int i = 0; i < 100; i++) {
				client.send(tell("" + i));
			}
			this.admission.tryEmitEmpty();
			await().atMost(TIMEOUT).until(() -> this.told.size() == 100);
			assertThat(this.told)
				.isSortedAccordingTo((a, b) -> Integer.compare(Integer.parseInt(a), Integer.parseInt(b)));
		}
	}

	@Test
	void whoeverFloodsBeforeItIsAdmittedIsSlowedDown() throws Exception {
		AtomicLong written = new AtomicLong();
		try (RawSocket client = waiting()) {
			String message = tell("x".repeat(60_000));
			CompletableFuture<Void> flood = CompletableFuture.runAsync(() -> {
				try {
					for (int i = 0; i < 1000; i++) {
						client.send(message);
						written.addAndGet(message.length());
					}
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
			});
			AtomicLong before = new AtomicLong(-1);
			await().pollInterval(Duration.ofMillis(300))
				.atMost(TIMEOUT)
				.until(() -> written.get() > 0 && before.getAndSet(written.get()) == written.get());
			// What fits the buffers of the sockets and of Reactor Netty, which holds 32
			// messages.
			assertThat(written.get()).isLessThan(16 * 1024 * 1024);
			assertThat(this.connections.connections()).singleElement()
				.satisfies((connection) -> assertThat(connection.status().receivedBytes()).isEqualTo(message.length()));
			this.admission.tryEmitEmpty();
			flood.get(30, TimeUnit.SECONDS);
			await().atMost(TIMEOUT).until(() -> this.told.size() == 1000);
		}
	}

	@Test
	void aClientThatIsRejectedAfterItHasSentIsClosedWithoutDelay() throws IOException {
		try (RawSocket client = waiting()) {
			client.send(tell("1"));
			client.send(tell("2"));
			await().atMost(TIMEOUT)
				.until(() -> this.connections.connections()
					.stream()
					.anyMatch((one) -> one.status().receivedBytes() > 0));
			this.admission.tryEmitError(new NotAuthorizedException("Not today"));
			assertThat(client.read().text())
				.isEqualTo("{\"error\":true,\"code\":4401,\"data\":{\"message\":\"Not today\"}}");
			assertThat(client.read().closeCode()).isEqualTo(4401);
			client.write(new byte[] { (byte) 0x88, (byte) 0x80, 0, 0, 0, 0 });
			await().atMost(Duration.ofSeconds(2)).until(() -> this.connections.connections().isEmpty());
			assertThat(this.told).isEmpty();
		}
	}

	@Test
	void aClientThatLeavesBeforeItIsAdmittedIsForgottenAtOnce() throws IOException {
		RawSocket client = waiting();
		await().atMost(TIMEOUT).until(() -> this.admission.currentSubscriberCount() == 1);
		client.reset();
		await().atMost(TIMEOUT).until(() -> this.connections.connections().isEmpty());
		assertThat(this.admission.currentSubscriberCount()).isZero();
	}

	@Test
	void binaryMessagesAndMessagesThatAreTooBigCloseAsElsewhere() throws IOException {
		try (RawSocket client = waiting()) {
			this.admission.tryEmitEmpty();
			client.write(new byte[] { (byte) 0x82, (byte) 0x81, 0, 0, 0, 0, 1 });
			assertThat(client.read().closeCode()).isEqualTo(1003);
		}
		try (RawSocket client = waiting()) {
			client.send(tell("x".repeat(70_000)));
			assertThat(client.read().closeCode()).isEqualTo(1009);
		}
		try (RawSocket client = waiting()) {
			client.write(new byte[] { (byte) 0x81, (byte) 0x82, 0, 0, 0, 0, (byte) 0xC3, 0x28 });
			assertThat(client.read().closeCode()).isEqualTo(1007);
		}
	}

	@Test
	void aClientIsKnownByTheHeadersOfItsUpgrade() {
		SocketPool pool = SocketPool.builder().build();
		SocketConnection<Server> connection = pool
			.getOrConnect(SocketRequest.to(this.contract).url("ws://localhost:" + this.server.port()))
			.block(TIMEOUT);
		connection.remote().tell(new Text("hi"));
		await().atMost(TIMEOUT).until(() -> this.told.contains("hi"));
		connection.close();
		assertThat(connection.closed().block(TIMEOUT).code()).isEqualTo(1000);
	}

	@Test
	void aClientWithoutThemIsRejected() {
		SocketContract<Server, Client> anonymous = SocketContract.define("Api", Server.class, Client.class)
			.path("/api")
			.dialect(Dialect.ENVELOPE)
			.build();
		CloseReason reason = SocketPool.builder()
			.build()
			.getOrConnect(SocketRequest.to(anonymous).url("ws://localhost:" + this.server.port()))
			.flatMap(SocketConnection::closed)
			.block(TIMEOUT);
		assertThat(reason.code()).isEqualTo(4401);
		assertThat(reason.cause()).containsInstanceOf(NotAuthorizedException.class);
	}

	interface Server {

		void tell(Text text);

	}

	interface Client {

	}

	record Text(String text) {

	}

}
