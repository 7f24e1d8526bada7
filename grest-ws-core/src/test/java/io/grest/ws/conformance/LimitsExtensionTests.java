package io.grest.ws.conformance;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grest.ws.client.SocketPool;
import io.grest.ws.client.SocketRequest;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketGroup;
import io.grest.ws.contract.OneWay;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ErrorType;
import io.grest.ws.error.PayloadTooLargeException;
import io.grest.ws.error.SocketException;
import io.grest.ws.observation.DropReason;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.server.NettyServer;
import io.grest.ws.server.SocketServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;

import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The extension {@code limits}, from both sides: with peers that know it, and with those
 * that do not.
 */
@Timeout(60)
class LimitsExtensionTests {

	private static final Duration TIMEOUT = RawPeer.TIMEOUT;

	private static final SocketContract<Server, Client> CONTRACT = SocketContract
		.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	private static final String TAKES_1024 = "h:::{\"grest-ws-extensions\":\"limits\",\"grest-ws-max-frame-size\":\"1024\"}";

	private static final String GRANTS = "k:::{\"extensions\":[\"limits\"],\"maxFrameSize\":65536}";

	private static final String GRANTS_2048 = "k:::{\"extensions\":[\"limits\"],\"maxFrameSize\":2048}";

	private static final String TOO_LARGE = "\"type\":\"PAYLOAD_TOO_LARGE\",\"statusCode\":413,\"context\":{\"displayMessage\":\"The answer is larger than the receiver takes\"";

	// What is still open when a test ends fails with the connection.
	private static final Consumer<Throwable> IGNORED = (ex) -> {
	};

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.grest.ws.connection");

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	private final List<DropReason> drops = new CopyOnWriteArrayList<>();

	private final BlockingQueue<SocketConnection<Client>> connected = new LinkedBlockingQueue<>();

	private final SocketGroup<Client> group = SocketGroup.of(Client.class);

	private final NettyServer server = new NettyServer(SocketServer.of(CONTRACT, this::connect)
		.metrics((contract, path, side, errors) -> new SocketMetrics.OfContract() {

			@Override
			public void frameDropped(DropReason reason) {
				LimitsExtensionTests.this.drops.add(reason);
			}

		})
		.build());

	private final RawClient rawClient = new RawClient();

	private final RawServer rawServer = new RawServer();

	private SocketPool pool = SocketPool.builder().build();

	private Server connect(SocketConnection<Client> connection) {
		this.group.add(connection);
		this.connected.add(connection);
		return new Connected();
	}

	@BeforeEach
	void capture() {
		this.logger.setAdditive(false);
		this.logger.addAppender(this.log);
		this.log.start();
	}

	@AfterEach
	void stop() {
		this.pool.closeAll(false).block(TIMEOUT);
		this.rawClient.close();
		this.rawServer.close();
		this.server.close();
		this.logger.detachAppender(this.log);
		this.logger.setAdditive(true);
	}

	private List<String> logged() {
		return this.log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
	}

	private static String x(int times) {
		return "x".repeat(times);
	}

	private static void expect(RawPeer peer, String frame) {
		assertThat(peer.next()).hasToString(frame);
	}

	private static void expectTooLarge(RawPeer peer, String head) {
		assertThat(peer.next().toString()).startsWith(head + "{\"success\":false," + TOO_LARGE);
	}

	// The server's side

	private RawPeer accepted(String handshake, String answer) {
		RawPeer client = this.rawClient.connect(URI.create("ws://localhost:" + this.server.port() + "/api"), Map.of());
		client.send(handshake);
		expect(client, answer);
		return client;
	}

	private SocketConnection<Client> connection() throws InterruptedException {
		return this.connected.poll(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
	}

	@Test
	void aMessageOverTheClientsLimitIsDroppedCountedAndLoggedOnce() throws InterruptedException {
		RawPeer client = accepted(TAKES_1024, GRANTS);
		SocketConnection<Client> connection = connection();
		String most = x(1024 - "m:Api.note::\"\"".length());
		connection.remote().note(most + "x");
		connection.remote().noteLater(most + "xx").block(TIMEOUT);
		connection.send("Api.note", most + "xxx");
		connection.remote().note(most);
		expect(client, "m:Api.note::\"" + most + "\"");
		assertThat(this.drops).containsExactly(DropReason.TOO_LARGE, DropReason.TOO_LARGE, DropReason.TOO_LARGE);
		assertThat(logged()).singleElement()
			.isEqualTo(connection + " dropped a frame: TOO_LARGE Api.note has 1025 bytes, but the peer's limit is 1024:"
					+ " send less, or raise its grest.ws.client.max-frame-size; more of this kind are counted, and logged"
					+ " at DEBUG");
	}

	@Test
	void bytesCountAndNotCharacters() throws InterruptedException {
		RawPeer client = accepted(TAKES_1024, GRANTS);
		String most = "é".repeat((1024 - "m:Api.note::\"\"".length()) / 2);
		connection().remote().note(most + "é");
		this.group.remote().note(most);
		expect(client, "m:Api.note::\"" + most + "\"");
		assertThat(this.drops).containsExactly(DropReason.TOO_LARGE);
	}

	@Test
	void aGroupSendsToThoseWhoTakeIt() {
		RawPeer small = accepted(TAKES_1024, GRANTS);
		RawPeer large = accepted(TAKES_1024.replace("1024", "4096"), GRANTS);
		RawPeer unstated = accepted("h:::{\"grest-ws-extensions\":\"limits\"}", GRANTS);
		RawPeer old = accepted("h:::{\"grest-ws-max-frame-size\":\"1024\"}", "k:::null");
		await().atMost(TIMEOUT).until(() -> this.group.size() == 4);
		this.group.remote().note(x(2000));
		this.group.remote().note(x(70_000));
		this.group.remote().note("next");
		for (RawPeer peer : List.of(large, unstated, old)) {
			expect(peer, "m:Api.note::\"" + x(2000) + "\"");
		}
		expect(old, "m:Api.note::\"" + x(70_000) + "\"");
		for (RawPeer peer : List.of(small, large, unstated, old)) {
			expect(peer, "m:Api.note::\"next\"");
		}
		assertThat(this.drops).hasSize(4).containsOnly(DropReason.TOO_LARGE);
	}

	@Test
	void aCallOverTheClientsLimitFailsAloneAndIsNotSent() throws InterruptedException {
		RawPeer client = accepted(TAKES_1024, GRANTS);
		SocketConnection<Client> connection = connection();
		CompletableFuture<String> first = connection.remote().ask("1").toFuture();
		CompletableFuture<String> second = connection.remote().ask(x(1024)).toFuture();
		assertThat(second).failsWithin(TIMEOUT)
			.withThrowableThat()
			.withCauseInstanceOf(PayloadTooLargeException.class)
			.withMessageContaining("Api.ask has 1038 bytes, but the peer's limit is 1024: send less, or raise its"
					+ " grest.ws.client.max-frame-size");
		expect(client, "r:Api.ask:1:\"1\"");
		client.send("s:Api.ask:1:{\"success\":true,\"type\":\"OK\",\"data\":\"yes\"}");
		assertThat(first).succeedsWithin(TIMEOUT).isEqualTo("yes");
		client.expectSilence(Duration.ofMillis(100));
		assertThat(this.drops).isEmpty();
		assertThat(connection.status().pending()).isZero();
	}

	@Test
	void aResultOverTheClientsLimitIsLoggedOnceForTheConnection() throws InterruptedException {
		RawPeer client = accepted(TAKES_1024, GRANTS);
		client.send("r:Api.text:1:2000");
		expectTooLarge(client, "s:Api.text:1:");
		client.send("r:Api.later:2:2000");
		expectTooLarge(client, "s:Api.later:2:");
		assertThat(this.drops).isEmpty();
		assertThat(logged()).singleElement()
			.isEqualTo(connection()
					+ " answered with an error instead: TOO_LARGE The answer of Api.text has 2051 bytes, but"
					+ " the peer's limit is 1024: send less, or raise its grest.ws.client.max-frame-size;"
					+ " more of this kind are counted, and logged at DEBUG");
	}

	@Test
	void anErrorWhoseDataAreOverTheClientsLimitIsReplaced() {
		RawPeer client = accepted(TAKES_1024, GRANTS);
		client.send("r:Api.fail:1:10");
		assertThat(client.next().toString()).startsWith("s:Api.fail:1:{\"success\":false,\"type\":\"LONG\"");
		client.send("r:Api.fail:2:1000");
		expectTooLarge(client, "s:Api.fail:2:");
		client.send("r:Api." + x(600) + ":3:");
		expectTooLarge(client, "s:Api." + x(600) + ":3:");
	}

	@Test
	void anIdThatLeavesNoRoomForAnErrorIsNotAnswered() {
		RawPeer client = accepted(TAKES_1024, GRANTS);
		client.send("r:Api.text:" + x(1024) + ":1");
		client.send("r:Api.nope:" + x(1024) + ":1");
		client.send("r:Api.text:1:1");
		expect(client, "s:Api.text:1:{\"success\":true,\"type\":\"OK\",\"data\":\"x\"}");
		assertThat(this.drops).containsExactly(DropReason.TOO_LARGE, DropReason.TOO_LARGE);
	}

	@Test
	void aHandshakeThatAsksForLimitsHas32KilobytesAtMost() {
		RawPeer old = accepted("h:::{\"a\":\"" + x(40_000) + "\"}", "k:::null");
		RawPeer client = this.rawClient.connect(URI.create("ws://localhost:" + this.server.port() + "/api"), Map.of());
		client.send("h:::{\"grest-ws-extensions\":\"limits\",\"a\":\"" + x(40_000) + "\"}");
		assertThat(client.next().toString()).startsWith("x:::{\"success\":false,\"type\":\"PAYLOAD_TOO_LARGE\"");
		assertThat(client.next()).hasToString("close 4001 Handshake failed");
		old.send("r:Api.text:1:1");
		expect(old, "s:Api.text:1:{\"success\":true,\"type\":\"OK\",\"data\":\"x\"}");
	}

	// The client's side

	private SocketRequest<Server, Client> to(URI uri) {
		return SocketRequest.to(CONTRACT).url(uri.toString()).handler(new Handler());
	}

	private CompletableFuture<SocketConnection<Server>> open() {
		return this.pool.getOrConnect(to(this.rawServer.uri())).toFuture();
	}

	@Test
	void aCallOverTheServersLimitFailsAloneAndIsNotSent() {
		CompletableFuture<SocketConnection<Server>> opening = open();
		RawPeer server = this.rawServer.accept();
		expect(server, Handshakes.of(CONTRACT, "contract,limits,streams", 1_048_576));
		server.send(GRANTS_2048);
		Server remote = opening.join().remote();
		String most = x(2048 - "r:Api.echo:1:\"\"".length());
		remote.echo(most).subscribe(null, IGNORED);
		expect(server, "r:Api.echo:1:\"" + most + "\"");
		assertThat(remote.echo(most + "x").toFuture()).failsWithin(TIMEOUT)
			.withThrowableThat()
			.withCauseInstanceOf(PayloadTooLargeException.class)
			.withMessageContaining("raise its grest.ws.server.max-frame-size");
		remote.tell(most + "xx");
		remote.tell("next");
		expect(server, "m:Api.tell::\"next\"");
		assertThat(logged()).singleElement().asString().contains("Api.tell", "grest.ws.server.max-frame-size");
	}

	@Test
	void aResultOverTheServersLimitFailsThatCallAlone() {
		CompletableFuture<SocketConnection<Server>> opening = open();
		RawPeer server = this.rawServer.accept();
		server.next();
		server.send(GRANTS_2048);
		opening.join();
		server.send("r:Api.ask:1:\"" + x(2048) + "\"");
		expectTooLarge(server, "s:Api.ask:1:");
		server.send("r:Api.ask:2:\"hi\"");
		expect(server, "s:Api.ask:2:{\"success\":true,\"type\":\"OK\",\"data\":\"hi\"}");
	}

	@Test
	void aServerThatGrantsNothingHasNoLimit() {
		CompletableFuture<SocketConnection<Server>> opening = open();
		RawPeer server = this.rawServer.accept();
		server.next();
		server.send("k:::{\"maxFrameSize\":2048}");
		opening.join().remote().tell(x(70_000));
		expect(server, "m:Api.tell::\"" + x(70_000) + "\"");
	}

	@Test
	void aClientTellsWhatItsWebSocketTakes() {
		this.pool = SocketPool.builder()
			.webSocketClient(new ReactorNettyWebSocketClient(HttpClient.create(),
					() -> WebsocketClientSpec.builder().maxFramePayloadLength(3000)))
			.build();
		open();
		expect(this.rawServer.accept(), Handshakes.of(CONTRACT, "contract,limits,streams", 3000));
	}

	@Test
	void aClientSendsNoHandshakeOverItsLimit() {
		CompletableFuture<?> opening = this.pool.getOrConnect(to(this.rawServer.uri()).header("a", x(33_000)))
			.toFuture();
		assertThat(opening).failsWithin(TIMEOUT)
			.withThrowableThat()
			.withCauseInstanceOf(PayloadTooLargeException.class)
			.withMessageContaining(
					"The handshake of Api has 33139 bytes, more than 32768: send fewer or shorter headers");
		assertThat(this.rawServer.accept().next()).hasToString("close 4001 Handshake failed");
	}

	// Both

	@Test
	void bothSidesKeepToEachOthersDefaults() throws InterruptedException {
		SocketConnection<Server> client = this.pool.getOrConnect(to(URI.create("ws://localhost:" + this.server.port())))
			.block(TIMEOUT);
		SocketConnection<Client> connection = connection();
		assertThat(client.remote().text(900_000).block(TIMEOUT)).hasSize(900_000);
		CompletableFuture<String> other = client.remote().later(10).toFuture();
		assertThat(client.remote().text(1_100_000).toFuture()).failsWithin(TIMEOUT)
			.withThrowableThat()
			.withCauseInstanceOf(PayloadTooLargeException.class);
		assertThat(client.remote().echo(x(70_000)).toFuture()).failsWithin(TIMEOUT)
			.withThrowableThat()
			.withCauseInstanceOf(PayloadTooLargeException.class);
		assertThat(connection.remote().ask(x(100_000)).toFuture()).failsWithin(TIMEOUT)
			.withThrowableThat()
			.withCauseInstanceOf(PayloadTooLargeException.class);
		assertThat(connection.remote().ask(x(60_000)).block(TIMEOUT)).hasSize(60_000);
		assertThat(other).succeedsWithin(TIMEOUT).isEqualTo(x(10));
		assertThat(client.isOpen()).isTrue();
	}

	interface Server {

		Mono<String> text(Integer length);

		Mono<String> later(Integer length);

		Mono<String> echo(String text);

		void tell(String text);

		Mono<String> fail(Integer length) throws LongException;

	}

	interface Client {

		void note(String text);

		@OneWay
		Mono<Void> noteLater(String text);

		Mono<String> ask(String text);

	}

	@ErrorType(value = "LONG", status = 409)
	static final class LongException extends SocketException {

		LongException(Details data) {
			super(data);
		}

		record Details(String text) {

		}

	}

	private static final class Connected implements Server {

		@Override
		public Mono<String> text(Integer length) {
			return Mono.just(x(length));
		}

		@Override
		public Mono<String> later(Integer length) {
			return Mono.delay(Duration.ofMillis(100)).map((tick) -> x(length));
		}

		@Override
		public Mono<String> echo(String text) {
			return Mono.just(text);
		}

		@Override
		public void tell(String text) {
		}

		@Override
		public Mono<String> fail(Integer length) {
			return Mono.error(new LongException(new LongException.Details(x(length))));
		}

	}

	private static final class Handler implements Client {

		@Override
		public void note(String text) {
		}

		@Override
		public Mono<Void> noteLater(String text) {
			return Mono.empty();
		}

		@Override
		public Mono<String> ask(String text) {
			return Mono.just(text);
		}

	}

}
