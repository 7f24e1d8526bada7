package io.grest.ws.conformance;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.grest.ws.client.ClientState;
import io.grest.ws.client.InvalidSocketRequestException;
import io.grest.ws.client.ReconnectOptions;
import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.client.SocketPool;
import io.grest.ws.client.SocketRequest;
import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketClosedException;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.error.ValidationException;
import io.grest.ws.handshake.ClientHandshake;
import io.grest.ws.handshake.HandshakeInterceptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A client that speaks the envelope dialect, seen from a raw server.
 */
@Timeout(60)
class EnvelopeClientTests {

	private static final ReconnectOptions SOON = ReconnectOptions.builder()
		.baseDelay(Duration.ofMillis(20))
		.maxDelay(Duration.ofMillis(20))
		.maxRetries(-1)
		.jitter(0)
		.resetAfter(Duration.ZERO)
		.build();

	private static final String FORBIDDEN = "{\"error\":true,\"code\":4403,\"data\":{\"message\":\"Members only\"}}";

	private final RawServer server = new RawServer();

	private final List<String> received = new CopyOnWriteArrayList<>();

	private final EchoApi.Client handler = new EchoApi.Client() {

		@Override
		public void echo(EchoApi.Text text) {
			EnvelopeClientTests.this.received.add(text.text());
		}

		@Override
		public void system(EchoApi.SystemInfo info) {
			throw new IllegalStateException(info.info());
		}

	};

	private final SocketClient<EchoApi.Server, EchoApi.Client> client = client(EchoApi.OPEN,
			ConnectionOptions.DEFAULTS);

	private SocketClient<EchoApi.Server, EchoApi.Client> client(SocketContract<EchoApi.Server, EchoApi.Client> contract,
			ConnectionOptions options) {
		SocketPool pool = SocketPool.builder().options(options).validator(ChatApplication.VALIDATOR).build();
		return new SocketClients(pool, (any) -> this.server.uri().toString(), SOON).builder(contract)
			.handler(this.handler)
			.build();
	}

	private RawPeer connect() {
		return connect(this.client);
	}

	private RawPeer connect(SocketClient<?, ?> client) {
		client.connect().block(RawPeer.TIMEOUT);
		return this.server.accept();
	}

	@AfterEach
	void close() {
		this.client.close().block(RawPeer.TIMEOUT);
		this.server.close();
	}

	private Throwable end(SocketClient<?, ?> client) {
		return client.states()
			.filter((state) -> state.phase() == ClientState.Phase.CLOSED)
			.blockFirst(RawPeer.TIMEOUT)
			.error();
	}

	// Open

	@Test
	void aClientIsOpenAsSoonAsItIsUpgradedAndSendsNothingOfItself() {
		RawPeer peer = connect();
		assertThat(this.client.state().phase()).isEqualTo(ClientState.Phase.OPEN);
		peer.expectSilence(Duration.ofMillis(150));
	}

	@Test
	void messagesAreSentByTheirBareName() {
		RawPeer peer = connect();
		this.client.remote().echo(new EchoApi.Text("hi \"you\""));
		assertThat(peer.next()).hasToString("{\"type\":\"echo\",\"data\":{\"text\":\"hi \\\"you\\\"\"}}");
		this.client.remote().command(new EchoApi.Command("now"));
		assertThat(peer.next()).hasToString("{\"type\":\"command\",\"data\":{\"command\":\"now\"}}");
	}

	@Test
	void messagesAreReceivedByHandlersAndFluxes() {
		StepVerifier.create(this.client.receive(EchoApi.Client::echo).map(EchoApi.Text::text).take(2)).then(() -> {
			RawPeer peer = connect();
			peer.send("{\"type\":\"echo\",\"data\":{\"text\":\"1\"}}");
			peer.send("{\"data\":{\"more\":1,\"text\":\"2\"},\"id\":7,\"type\":\"echo\"}\n");
		}).expectNext("1", "2").expectComplete().verify(RawPeer.TIMEOUT);
		await().atMost(RawPeer.TIMEOUT).until(() -> this.received.equals(List.of("1", "2")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "not json", "k:::null", "x:::{\"success\":false,\"type\":\"FORBIDDEN\"}",
			"m:EchoApi.echo::{\"text\":\"x\"}", "{\"type\":\"nope\",\"data\":{}}", "{\"type\":\"echo\",\"data\":[1]}",
			"{\"type\":\"command\",\"data\":{\"command\":\"x\"}}", "{\"error\":true}",
			"{\"error\":true,\"code\":\"4403\"}", "{\"error\":true,\"code\":1000}", "{\"error\":true,\"code\":5000}",
			"{\"error\":false,\"code\":4403}", "{\"type\":\"system\",\"data\":{\"info\":\"handler fails\"}}" })
	void whatIsNothingOrFailsCostsNothingButItself(String text) {
		RawPeer peer = connect();
		peer.send(text);
		peer.send("{\"type\":\"echo\",\"data\":{\"text\":\"next\"}}");
		await().atMost(RawPeer.TIMEOUT).until(() -> this.received.contains("next"));
		assertThat(this.client.state().phase()).isEqualTo(ClientState.Phase.OPEN);
		peer.expectSilence(Duration.ofMillis(50));
	}

	@Test
	void aCallByPathCannotBeAnswered() {
		SocketConnection<EchoApi.Server> connection = this.client.connect().block(RawPeer.TIMEOUT);
		StepVerifier.create(connection.request("EchoApi.echo", new EchoApi.Text("?"), EchoApi.Text.class))
			.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(UnsupportedOperationException.class)
				.hasMessageContaining("ENVELOPE"))
			.verify(RawPeer.TIMEOUT);
	}

	// The end

	@Test
	void anErrorEndsTheClientWithItAndItsCode() {
		CompletableFuture<CloseReason> closed = this.client.connect().flatMap(SocketConnection::closed).toFuture();
		CompletableFuture<EchoApi.Text> next = this.client.receive(EchoApi.Client::echo).next().toFuture();
		RawPeer peer = this.server.accept();
		peer.send(FORBIDDEN);
		peer.sendClose(4403);
		assertThat(end(this.client)).isInstanceOfSatisfying(ForbiddenException.class, (ex) -> {
			assertThat(ex.displayMessage()).contains("Members only");
			assertThat(ex.getCause()).isInstanceOfSatisfying(SocketClosedException.class,
					(cause) -> assertThat(cause.reason().code()).isEqualTo(4403));
		});
		assertThat(closed).succeedsWithin(RawPeer.TIMEOUT).satisfies((reason) -> {
			assertThat(reason.code()).isEqualTo(4403);
			assertThat(reason.initiator()).isEqualTo(CloseReason.Initiator.REMOTE);
			assertThat(reason.cause()).containsInstanceOf(ForbiddenException.class);
		});
		assertThat(next).failsWithin(RawPeer.TIMEOUT).withThrowableThat().withCauseInstanceOf(ForbiddenException.class);
	}

	@Test
	void anErrorBeforeTheSetUpIsDoneFailsTheConnect() {
		SocketClient<EchoApi.Server, EchoApi.Client> setUp = new SocketClients(SocketPool.builder().build(),
				(any) -> this.server.uri().toString(), SOON)
			.builder(EchoApi.OPEN)
			.setUp((connection) -> Mono.never())
			.build();
		CompletableFuture<?> connected = setUp.connect().toFuture();
		RawPeer peer = this.server.accept();
		peer.send("{\"error\":true,\"code\":4422,\"data\":{\"message\":\"validation failed\","
				+ "\"errors\":[{\"field\":\"token\",\"message\":\"must not be blank\"}]}}");
		peer.sendClose(4422);
		assertThat(connected).failsWithin(RawPeer.TIMEOUT)
			.withThrowableThat()
			.withCauseInstanceOf(ValidationException.class)
			.withMessageContaining("token");
		assertThat(end(setUp)).isInstanceOf(ValidationException.class);
	}

	@Test
	void anErrorOfWhichTheContractKnowsTheStatusOnlyEndsTheClient() {
		RawPeer peer = connect();
		peer.send("{\"error\":true,\"code\":4401,\"data\":{\"message\":\"AUTH_ERROR\",\"realm\":\"chat\"}}");
		peer.sendClose(4401);
		assertThat(end(this.client)).isInstanceOf(NotAuthorizedException.class);
	}

	@ParameterizedTest
	@CsvSource({ "4000", "4001", "4321", "4500", "4429", "4999", "1008" })
	void aCodeThatRejectsEndsTheClientWithoutAnErrorAsWell(int code) {
		RawPeer peer = connect();
		peer.sendClose(code);
		assertThat(end(this.client)).isInstanceOfSatisfying(SocketClosedException.class,
				(ex) -> assertThat(ex.reason().code()).isEqualTo(code));
	}

	@ParameterizedTest
	@CsvSource({ "4500, SERVER_ERROR", "4429, TOO_MANY_REQUESTS", "4999, unknown" })
	void anErrorEndsTheClientWhateverItIs(int code, String message) {
		RawPeer peer = connect();
		peer.send("{\"error\":true,\"code\":" + code + ",\"data\":{\"message\":\"" + message + "\"}}");
		peer.sendClose(code);
		assertThat(end(this.client)).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 4008, 1000, 1001, 1011, 1013 })
	void anyOtherCodeLetsTheClientConnectAgain(int code) {
		RawPeer peer = connect();
		peer.sendClose(code);
		RawPeer again = this.server.accept();
		this.client.connect().block(RawPeer.TIMEOUT);
		this.client.remote().command(new EchoApi.Command("again"));
		assertThat(again.next()).hasToString("{\"type\":\"command\",\"data\":{\"command\":\"again\"}}");
	}

	@Test
	void anErrorCountsWhateverTheCloseSays() {
		RawPeer peer = connect();
		peer.send(FORBIDDEN);
		peer.drop();
		assertThat(end(this.client)).isInstanceOf(ForbiddenException.class);
	}

	@Test
	void aServerThatTellsAnErrorAndDoesNotCloseIsLeft() {
		SocketClient<EchoApi.Server, EchoApi.Client> impatient = client(EchoApi.OPEN,
				ConnectionOptions.builder()
					.stallTimeout(Duration.ofSeconds(30))
					.closeTimeout(Duration.ofMillis(100))
					.build());
		RawPeer peer = connect(impatient);
		peer.send(FORBIDDEN);
		assertThat(end(impatient)).isInstanceOf(ForbiddenException.class);
		assertThat(peer.next()).hasToString("close 4403 FORBIDDEN");
	}

	@Test
	void ofTwoErrorsTheFirstCounts() {
		RawPeer peer = connect();
		peer.send(FORBIDDEN);
		peer.send("{\"error\":true,\"code\":4401,\"data\":{}}");
		peer.sendClose(4401);
		assertThat(end(this.client)).isInstanceOf(ForbiddenException.class);
	}

	// Headers

	@Test
	void inBandHeadersAreRefusedAndNotTriedAgain() throws InterruptedException {
		SocketContract<EchoApi.Server, EchoApi.Client> contract = EchoApi.define()
			.path("/ws/echo")
			.use(new HandshakeInterceptor() {

				@Override
				public Mono<Void> updateHandshake(ClientHandshake handshake) {
					handshake.header("authorization", "Bearer secret");
					return Mono.empty();
				}

			})
			.build();
		SocketClient<EchoApi.Server, EchoApi.Client> wrong = client(contract, ConnectionOptions.DEFAULTS);
		CountDownLatch failed = new CountDownLatch(1);
		wrong.connect().subscribe(null, (ex) -> {
			assertThat(ex).isInstanceOf(InvalidSocketRequestException.class)
				.hasMessage(contract + " speaks the dialect ENVELOPE, which has no in-band headers, but [authorization]"
						+ " were set with header(...): set them with upgradeHeader(...)");
			failed.countDown();
		});
		assertThat(failed.await(5, TimeUnit.SECONDS)).isTrue();
		assertThat(end(wrong)).isInstanceOf(InvalidSocketRequestException.class);
		assertThatExceptionOfType(InvalidSocketRequestException.class)
			.isThrownBy(() -> SocketPool.builder()
				.build()
				.getOrConnect(SocketRequest.to(EchoApi.OPEN)
					.url(this.server.uri().toString())
					.header("authorization", "Bearer secret"))
				.block(RawPeer.TIMEOUT))
			.withMessageContaining("[authorization]")
			.withMessageNotContaining("secret");
	}

}
