package io.grest.ws.conformance;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.grest.ws.client.SocketPool;
import io.grest.ws.client.SocketRequest;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.micrometer.MicrometerObserver;
import io.grest.ws.micrometer.Traces;
import io.grest.ws.observation.SocketObserver;
import io.grest.ws.server.NettyServer;
import io.grest.ws.server.SocketServer;
import io.micrometer.observation.tck.TestObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The frames of peers that agree on tracing, and of those that do not.
 */
@Timeout(60)
class TracingExtensionTests {

	private static final Duration TIMEOUT = RawPeer.TIMEOUT;

	private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

	private static final String ASKS = "h:::{\"grest-ws-extensions\":\"tracing\"}";

	private static final String ASKS_FOR_BOTH = Handshakes.of(ChatApi.OPEN, "contract,limits,streams,tracing",
			1_048_576);

	private static final String ASKS_FOR_NO_TRACE = Handshakes.of(ChatApi.OPEN, "contract,limits,streams", 1_048_576);

	private static final String GRANTS = "k:::{\"extensions\":[\"tracing\"]}";

	private static final String OK = "{\"success\":true,\"type\":\"OK\"}";

	private static final String TRUE = "{\"success\":true,\"type\":\"OK\",\"data\":true}";

	// What is still open when a test ends fails with the connection.
	private static final Consumer<Throwable> IGNORED = (ex) -> {
	};

	private final Traces traces = new Traces();

	private final RawClient rawClient = new RawClient();

	private final RawServer rawServer = new RawServer();

	private @Nullable ChatApplication application;

	private @Nullable TestServer server;

	private @Nullable SocketPool pool;

	@AfterEach
	void stop() {
		if (this.pool != null) {
			this.pool.closeAll(false).block(TIMEOUT);
		}
		this.rawClient.close();
		this.rawServer.close();
		if (this.server != null) {
			this.server.close();
			this.application.close();
		}
	}

	// The server's side

	@Test
	void aServerGrantsTracingAndAnswersUnderTheIdAlone() {
		RawPeer client = connect(this.traces.observer());
		client.send(ASKS);
		expect(client, GRANTS);
		client.send("r:ChatApi.ping:7;tp=" + TRACE + ";dl=5000;x:");
		expect(client, "s:ChatApi.ping:7:" + OK);
		client.send("r:ChatApi.nope:8;tp=" + TRACE + ":");
		assertThat(client.next().toString())
			.startsWith("s:ChatApi.nope:8:{\"success\":false,\"type\":\"ROUTE_NOT_FOUND\"");
		client.send("r:ChatApi.ping:;tp=:");
		expect(client, "s:ChatApi.ping::" + OK);
	}

	@Test
	void aServerSendsTheTraceAlongWithItsCalls() {
		RawPeer client = connect(this.traces.observer());
		client.send(ASKS);
		expect(client, GRANTS);
		client.send("r:ChatApi.check:7;tp=" + TRACE + ":");
		assertThat(client.next().toString())
			.matches("r:ChatApi\\.areYouThere:1;tp=00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01:");
		client.send("s:ChatApi.areYouThere:1:" + TRUE);
		expect(client, "s:ChatApi.check:7:" + TRUE);
		client.send("m:ChatApi.sendMessage:;tp=" + TRACE + ":{\"text\":\"hi\",\"channelId\":\"general\"}");
		assertThat(client.next().toString())
			.matches("m:ChatApi\\.newMessage:;tp=00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01:\\{.*}");
	}

	@Test
	void anOldClientMeetsNothingOfIt() {
		RawPeer client = connect(this.traces.observer());
		client.send("h:::{}");
		expect(client, "k:::null");
		client.send("r:ChatApi.ping:7;tp=" + TRACE + ":");
		expect(client, "s:ChatApi.ping:7;tp=" + TRACE + ":" + OK);
		client.send("r:ChatApi.check:8:");
		expect(client, "r:ChatApi.areYouThere:1:");
		client.send("s:ChatApi.areYouThere:1:" + TRUE);
		expect(client, "s:ChatApi.check:8:" + TRUE);
		client.send("m:ChatApi.sendMessage::{\"text\":\"hi\",\"channelId\":\"general\"}");
		assertThat(client.next().toString()).startsWith("m:ChatApi.newMessage::{");
	}

	@Test
	void aGroupOfOldClientsAndNewOnesSendsEachItsOwn() {
		RawPeer old = connect(this.traces.observer());
		old.send("h:::{}");
		expect(old, "k:::null");
		RawPeer client = this.rawClient.connect(URI.create(this.server.uri() + "/ws/chat"), Map.of());
		client.send(ASKS);
		expect(client, GRANTS);
		client.send("m:ChatApi.sendMessage:;tp=" + TRACE + ":{\"text\":\"hi\",\"channelId\":\"general\"}");
		assertThat(client.next().toString()).startsWith("m:ChatApi.newMessage:;tp=00-4bf9");
		assertThat(old.next().toString()).startsWith("m:ChatApi.newMessage::{");
	}

	@Test
	void aServerThatObservesNothingGrantsNothing() {
		RawPeer client = connect(null);
		client.send(ASKS);
		expect(client, "k:::null");
		client.send("r:ChatApi.ping:7;tp=" + TRACE + ":");
		expect(client, "s:ChatApi.ping:7;tp=" + TRACE + ":" + OK);
	}

	@Test
	void interceptorsDoNotSeeWhatAClientAsksFor() {
		CompletableFuture<Map<String, String>> seen = new CompletableFuture<>();
		SocketContract<ChatServer, ChatClient> contract = ChatApi.define().path("/ws/chat").build();
		SocketServer<ChatServer, ChatClient> socketServer = SocketServer.of(contract, new ChatService())
			.interceptors(List.of(new HandshakeInterceptor() {

				@Override
				public void parseHandshake(ServerHandshake handshake) {
					seen.complete(handshake.headers());
				}

			}))
			.observer(this.traces.observer())
			.build();
		try (NettyServer netty = new NettyServer(socketServer)) {
			RawPeer client = this.rawClient.connect(URI.create("ws://localhost:" + netty.port() + "/ws/chat"),
					Map.of());
			client.send("h:::{\"GREST-ws-Extensions\":\"tracing\",\"authorization\":\"Bearer t\"}");
			expect(client, GRANTS);
			assertThat(seen.join()).isEqualTo(Map.of("authorization", "Bearer t"));
			client.close();
		}
	}

	private RawPeer connect(@Nullable SocketObserver observer) {
		this.application = ChatApplication.create(ConnectionOptions.DEFAULTS, observer);
		this.server = TestServer.reactorNetty(this.application);
		return this.rawClient.connect(URI.create(this.server.uri() + "/ws/chat"), Map.of());
	}

	// The client's side

	@Test
	void aClientAsksForTracingAndSendsTheTraceAlong() {
		CompletableFuture<SocketConnection<ChatServer>> opening = open(this.traces.observer());
		RawPeer server = this.rawServer.accept();
		expect(server, ASKS_FOR_BOTH);
		server.send(GRANTS);
		SocketConnection<ChatServer> connection = opening.join();
		CompletableFuture<Boolean> answer = connection.remote().check().toFuture();
		assertThat(server.next().toString()).matches("r:ChatApi\\.check:1;tp=00-[0-9a-f]{32}-[0-9a-f]{16}-0[13]:");
		server.send("s:ChatApi.check:1:" + TRUE);
		assertThat(answer.join()).isTrue();
		connection.remote().ping();
		assertThat(server.next().toString()).matches("m:ChatApi\\.ping:;tp=00-[0-9a-f]{32}-[0-9a-f]{16}-0[13]:");
		server.send("r:ChatApi.areYouThere:5;tp=" + TRACE + ":");
		expect(server, "s:ChatApi.areYouThere:5:" + TRUE);
	}

	@Test
	void anOldServerMeetsNothingButTheHeader() {
		CompletableFuture<SocketConnection<ChatServer>> opening = open(this.traces.observer());
		RawPeer server = this.rawServer.accept();
		expect(server, ASKS_FOR_BOTH);
		server.send("k:::null");
		SocketConnection<ChatServer> connection = opening.join();
		connection.remote().check().subscribe(null, IGNORED);
		expect(server, "r:ChatApi.check:1:");
		connection.remote().ping();
		expect(server, "m:ChatApi.ping::");
		server.send("r:ChatApi.areYouThere:5;tp=" + TRACE + ":");
		expect(server, "s:ChatApi.areYouThere:5;tp=" + TRACE + ":" + TRUE);
	}

	@Test
	void aClientThatKeepsNoTraceAsksForNothing() {
		CompletableFuture<SocketConnection<ChatServer>> opening = open(
				new MicrometerObserver(TestObservationRegistry.create()));
		RawPeer server = this.rawServer.accept();
		expect(server, ASKS_FOR_NO_TRACE);
		server.send(GRANTS);
		opening.join().remote().check().subscribe(null, IGNORED);
		expect(server, "r:ChatApi.check:1:");
	}

	@Test
	void aClientAsksForNothingInTheNameOfItsUser() {
		this.pool = SocketPool.builder().build();
		this.pool
			.getOrConnect(request().header("Grest-WS-Extensions", "tracing")
				.header("Grest-WS-Contract", "ChatApi=0123456789abcdef"))
			.subscribe(null, IGNORED);
		expect(this.rawServer.accept(), ASKS_FOR_NO_TRACE);
	}

	private CompletableFuture<SocketConnection<ChatServer>> open(SocketObserver observer) {
		this.pool = SocketPool.builder().observer(observer).build();
		return this.pool.getOrConnect(request()).toFuture();
	}

	private SocketRequest<ChatServer, ChatClient> request() {
		return SocketRequest.to(ChatApi.OPEN).url(this.rawServer.uri().toString()).handler(JavaClient.HANDLER);
	}

	private static void expect(RawPeer peer, String frame) {
		assertThat(peer.next()).hasToString(frame);
	}

}
