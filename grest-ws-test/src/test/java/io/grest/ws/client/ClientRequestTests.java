package io.grest.ws.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.grest.ws.client.ClientState.Phase;
import io.grest.ws.client.Fixture.Client;
import io.grest.ws.client.Fixture.Server;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.server.SocketServer;
import io.grest.ws.test.InMemoryWebSocketClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What an application does to a request, and what becomes of a client if it fails.
 */
class ClientRequestTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final ReconnectOptions SOON = ReconnectOptions.builder()
		.baseDelay(Duration.ofMillis(5))
		.maxDelay(Duration.ofMillis(20))
		.maxRetries(-1)
		.jitter(0)
		.resetAfter(Duration.ofSeconds(10))
		.build();

	private final Fixture fixture = new Fixture();

	private SocketClients.Builder<Server, Client> builder(SocketPool pool) {
		return new SocketClients(pool, (contract) -> "ws://host:1", SOON).builder(this.fixture.contract);
	}

	private SocketRequest<Server, Client> complete(SocketRequest<Server, Client> request) {
		return request.pathVariable("room", "r").query(new Fixture.Query("r", "en"));
	}

	// As a client of HTTP does: the answer comes on an event loop.
	private static String token() {
		return Mono.delay(Duration.ofMillis(1), Schedulers.single()).thenReturn("x").block(TIMEOUT);
	}

	@Test
	void blocksForATokenAtEachAttempt() {
		RealServer server = new RealServer(ConnectionOptions.DEFAULTS);
		List<Phase> phases = new CopyOnWriteArrayList<>();
		SocketClient<RealServer.Server, RealServer.Client> client = new SocketClients(SocketPool.builder().build(),
				(contract) -> "ws://localhost:" + server.port(), SOON)
			.client(server.contract, (request) -> request.header("x-token", token()));
		try {
			client.states().map(ClientState::phase).subscribe(phases::add);
			client.connect().block(TIMEOUT);
			for (int connection = 1; connection <= 3; connection++) {
				int opened = connection;
				server.active.connections().forEach(SocketConnection::close);
				await().atMost(TIMEOUT).until(() -> phases.stream().filter(Phase.OPEN::equals).count() == opened + 1);
			}
			assertThat(phases).doesNotContain(Phase.CLOSED);
			assertThat(client.remote().echo("hi").block(TIMEOUT)).isEqualTo("hi");
		}
		finally {
			client.close().block(TIMEOUT);
			server.close();
		}
	}

	@Test
	void blocksWhereTheCallerMustNot() {
		SocketClient<Server, Client> client = builder(this.fixture.pool().build())
			.request((request) -> complete(request).header("x-token", token()))
			.build();
		StepVerifier.create(client.connect().subscribeOn(Schedulers.parallel()))
			.expectNextCount(1)
			.expectComplete()
			.verify(TIMEOUT);
		client.close().block(TIMEOUT);
	}

	@Test
	void sendsAQueryByItsNamesInJava() {
		SocketContract<Server, Client> contract = SocketContract.define("Sorted", Server.class, Client.class)
			.path("/sorted")
			.queryOnConnect(Sorted.class)
			.build();
		SocketServer<Server, Client> server = SocketServer
			.of(contract, (connection) -> (text) -> Mono.just(connection.query(Sorted.class).toString()))
			.build();
		SocketPool pool = SocketPool.builder().webSocketClient(new InMemoryWebSocketClient(server::handle)).build();
		SocketClient<Server, Client> client = new SocketClients(pool, (api) -> "ws://host:1", ReconnectOptions.NEVER)
			.client(contract, (request) -> request.query(new Sorted(Order.DOWN, 5)));
		assertThat(client.remote().echo("").block(TIMEOUT)).isEqualTo("Sorted[order=DOWN, pageSize=5]");
		client.close().block(TIMEOUT);
	}

	@ParameterizedTest
	@ValueSource(classes = { IllegalStateException.class, IllegalArgumentException.class, NoSuchMethodError.class,
			StackOverflowError.class })
	void triesAgainAfterWhatTheRequestThrows(Class<? extends Throwable> type) {
		AtomicInteger attempts = new AtomicInteger();
		SocketClient<Server, Client> client = builder(this.fixture.pool().build()).request((request) -> {
			if (attempts.getAndIncrement() == 0) {
				throw sneaky(type);
			}
			return complete(request);
		}).build();
		StepVerifier.create(client.connect()).expectError(type).verify(TIMEOUT);
		await().atMost(TIMEOUT).until(() -> client.state().phase() == Phase.OPEN);
		client.close().block(TIMEOUT);
	}

	@SuppressWarnings("unchecked")
	private static <X extends Throwable> RuntimeException sneaky(Class<? extends Throwable> type) throws X {
		try {
			throw (X) type.getConstructor(String.class).newInstance("of the application");
		}
		catch (ReflectiveOperationException ex) {
			throw new AssertionError(ex);
		}
	}

	@Test
	void limitsTheTimeOfTheRequest() throws Exception {
		CountDownLatch interrupted = new CountDownLatch(1);
		SocketPool pool = this.fixture.pool()
			.options(ConnectionOptions.builder().handshakeTimeout(Duration.ofMillis(50)).build())
			.build();
		AtomicInteger attempts = new AtomicInteger();
		SocketClient<Server, Client> client = builder(pool).request((request) -> {
			if (attempts.getAndIncrement() == 0) {
				try {
					new CountDownLatch(1).await();
				}
				catch (InterruptedException ex) {
					interrupted.countDown();
				}
			}
			return complete(request);
		}).build();
		StepVerifier.create(client.connect())
			.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(ServerErrorException.class)
				.hasMessageContaining(
						"The function that completes the request of the client of Api, or an interceptor, did not"
								+ " complete within 50 ms"))
			.verify(TIMEOUT);
		assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
		await().atMost(TIMEOUT).until(() -> client.state().phase() == Phase.OPEN);
		assertThat(this.fixture.connections).hasSize(1);
		client.close().block(TIMEOUT);
	}

	@Test
	void aShouldRetryThatThrowsLeavesTheDefault() {
		this.fixture.down.set(true);
		SocketClient<Server, Client> client = builder(this.fixture.pool().build()).request(this::complete)
			.shouldRetry((ex) -> {
				throw new IllegalStateException("of the application");
			})
			.build();
		StepVerifier.create(client.connect()).expectError(ServerErrorException.class).verify(TIMEOUT);
		this.fixture.down.set(false);
		await().atMost(TIMEOUT).until(() -> client.state().phase() == Phase.OPEN);
		client.close().block(TIMEOUT);
	}

	@Test
	void aSetUpThatThrowsFailsTheAttemptAndClosesItsConnection() {
		SocketClient<Server, Client> client = builder(this.fixture.pool().build()).request(this::complete)
			.setUp((connection) -> {
				throw new IllegalStateException("of the application");
			})
			.reconnect(ReconnectOptions.NEVER)
			.build();
		StepVerifier.create(client.connect()).expectErrorMessage("of the application").verify(TIMEOUT);
		assertThat(this.fixture.connection(0).isOpen()).isFalse();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "localhost:8080/x|it must begin with ws:// or wss://",
			"example.org/x|it must begin with ws:// or wss://", "/chat|it must begin with ws:// or wss://",
			"ftp://example.org|it must begin with ws:// or wss://", "//example.org|it must begin with ws:// or wss://",
			"ws:///x|it has no host", "ws:x|it has no host", "wss://example.org/x#part|a WebSocket has no fragment",
			"ws://host:99999|its port is greater than 65535", "ws://host:1x/|it is not a URL",
			"ws://user:pass/word@host/|it is not a URL", "user:password@host|it must begin with ws:// or wss://",
			"example.{room}|it must begin with ws:// or wss://", "ftp://{room}|it must begin with ws:// or wss://" })
	void rejectsUrlOfNoWebSocketAtTheCall(String url, String why) {
		SocketRequest<Server, Client> request = SocketRequest.to(this.fixture.contract);
		assertThatExceptionOfType(InvalidSocketRequestException.class).isThrownBy(() -> request.url(url))
			.withMessageContaining("Cannot create the URL of ")
			.withMessageContaining(why)
			.withMessageContaining("set grest.ws.client.contracts.Api.url, or .url(...) on the request")
			.withMessageNotContaining("pass");
		assertThatExceptionOfType(InvalidSocketRequestException.class)
			.isThrownBy(() -> new SocketClients(this.fixture.pool().build(), (contract) -> url, SOON)
				.builder(this.fixture.contract));
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost:8080/x", "{room}.example.org", "ws://{room}:x/", "{none}://host" })
	void endsClientWithUrlOfNoWebSocketAtOnce(String url) {
		SocketClient<Server, Client> client = builder(this.fixture.pool().build())
			.request((request) -> complete(request).url(url))
			.shouldRetry((ex) -> true)
			.build();
		StepVerifier.create(client.connect()).expectError(InvalidSocketRequestException.class).verify(TIMEOUT);
		assertThat(client.state().phase()).isEqualTo(Phase.CLOSED);
	}

	enum Order {

		UP, @JsonProperty("down")
		DOWN

	}

	record Sorted(Order order, @JsonProperty("page-size") int pageSize) {

	}

}
