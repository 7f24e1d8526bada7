package io.grest.ws.test.sample;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.grest.ws.client.ClientState.Phase;
import io.grest.ws.client.ReconnectOptions;
import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.client.SocketPool;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.Dialect;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.protocol.FrameType;
import io.grest.ws.server.SocketServer;
import io.grest.ws.test.SocketServerStub;
import io.grest.ws.test.SocketTester;
import io.grest.ws.test.SocketTesterBuilder;
import io.grest.ws.test.wire.NettyEndpoint;
import io.grest.ws.test.wire.RecordedFrame;
import io.grest.ws.test.wire.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static io.grest.ws.test.assertion.SocketAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The test kit with a contract of the envelope dialect, on both transports.
 */
@ParameterizedClass
@ValueSource(booleans = { false, true })
class EnvelopeTestKitTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private final SocketContract<Server, Client> contract = SocketContract.define("EchoApi", Server.class, Client.class)
		.path("/ws/echo/{room}")
		.dialect(Dialect.ENVELOPE)
		.build();

	private final SocketServer<Server, Client> server = SocketServer.of(this.contract, Echo::new)
		.interceptors(List.of(new Doorkeeper()))
		.build();

	@Parameter
	private boolean inMemory;

	private NettyEndpoint endpoint;

	private SocketTester<Server, Client> tester() {
		SocketTesterBuilder<Server, Client> builder = SocketTester.bindTo(this.contract);
		if (this.inMemory) {
			return builder.server(this.server).build();
		}
		this.endpoint = new NettyEndpoint(new Wire(this.contract), this.contract.path(), this.server);
		return builder.url(this.endpoint.url()).connections(this.server.connections()).build();
	}

	private SocketTester<Server, Client> connected() {
		return tester().connect((request) -> request.pathVariable("room", "general"));
	}

	@AfterEach
	void stop() {
		if (this.endpoint != null) {
			this.endpoint.close();
		}
	}

	@Test
	void messagesAreSentExpectedAndRecorded() {
		try (SocketTester<Server, Client> echo = connected()) {
			echo.send((server) -> server.echo(new Text("hi")));
			echo.expect(Client::echo).matching((text) -> text.text().equals("general: hi"));
			echo.call((server) -> server.echoLater(new Text("later"))).sent();
			echo.expect(Client::echo).payload();
			assertThat(echo.frames()).extracting(RecordedFrame::text)
				.startsWith("{\"type\":\"echo\",\"data\":{\"text\":\"hi\"}}",
						"{\"type\":\"echo\",\"data\":{\"text\":\"general: hi\"}}");
			assertThat(echo.frames().get(1)).hasType(FrameType.MSG)
				.hasPath("EchoApi.echo")
				.hasId("")
				.hasPayloadMatching(Map.of("text", "general: hi"));
			assertThat(echo.connection()).isOpen();
			echo.disconnect();
			assertThat(echo.connection()).closesWith(1000);
		}
	}

	@RepeatedTest(20)
	void whatComesInAnswerAtOnceHasArrivedWhenNothingMoreIsExpected() {
		try (SocketTester<Server, Client> echo = connected()) {
			for (int i = 0; i < 20; i++) {
				echo.send((server) -> server.echo(new Text("hi")));
			}
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> echo.expect(Client::echo).never())
				.withMessageContaining("EchoApi.echo(Text[text=general: hi])");
			echo.expect(Client::echo).times(20);
			echo.expect(Client::echo).never();
		}
	}

	@Test
	void whatWasNotForeseenIsTold() {
		SocketTester<Server, Client> echo = connected();
		echo.send((server) -> server.echo(new Text("hi")));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(echo::close)
			.withMessageContaining("EchoApi.echo(Text[text=general: hi])")
			.withMessageContaining("<-- {\"type\":\"echo\",\"data\":{\"text\":\"general: hi\"}}");
	}

	@Test
	void anyTextIsSent() {
		try (SocketTester<Server, Client> echo = connected()) {
			echo.sendText("p:::").sendText("{\"data\":{\"text\":\"hi\"},\"type\":\"echo\"}");
			assertThat(echo.expect(Client::echo).payload()).isEqualTo(new Text("general: hi"));
		}
	}

	@Test
	void aRejectionIsExpected() {
		try (SocketTester<Server, Client> echo = tester()) {
			NotAuthorizedException rejection = echo.connectFails(NotAuthorizedException.class,
					(request) -> request.pathVariable("room", "private"));
			assertThat(rejection.displayMessage()).contains("Members only");
			echo.closedWith(4401);
			assertThatExceptionOfType(AssertionError.class)
				.isThrownBy(() -> echo.connectFails(ForbiddenException.class,
						(request) -> request.pathVariable("room", "private")))
				.withMessageContaining("Expected: ForbiddenException")
				.withMessageContaining("NOT_AUTHORIZED");
			assertThatExceptionOfType(AssertionError.class)
				.isThrownBy(() -> echo.connectFails(NotAuthorizedException.class,
						(request) -> request.pathVariable("room", "broken")))
				.withMessageContaining("1011 Internal error");
			echo.timeout(Duration.ofMillis(200));
			assertThatExceptionOfType(AssertionError.class)
				.isThrownBy(() -> echo.connectFails(NotAuthorizedException.class,
						(request) -> request.pathVariable("room", "general")))
				.withMessageContaining("the connection is open after");
		}
	}

	@Test
	void anErrorOfTheServerClosesWithItsCode() {
		try (SocketTester<Server, Client> echo = connected()) {
			echo.send((server) -> server.echo(new Text("forbidden")));
			assertThat(echo.closedWith(4403).cause()).containsInstanceOf(ForbiddenException.class);
		}
	}

	@Test
	void faultsConcernEnvelopesAsWell() {
		try (SocketTester<Server, Client> echo = connected()) {
			echo.faults().duplicate();
			echo.send((server) -> server.echo(new Text("hi")));
			echo.expect(Client::echo).times(4);
			echo.faults().none();
			echo.drop();
			echo.closedWith(1006);
		}
	}

	@Test
	void aStubExpectsAndPushesAndRefuses() {
		try (SocketServerStub<Server, Client> stub = SocketServerStub.start(this.contract)) {
			SocketClient<Server, Client> client = client(stub);
			client.connect().block(TIMEOUT);
			stub.awaitClients(1);
			Mono<Text> received = client.receive(Client::echo).next().cache();
			received.subscribe();
			client.remote().echo(new Text("hi"));
			stub.expect(Server::echo).matching((text) -> text.text().equals("hi"));
			stub.push((remote) -> remote.echo(new Text("pushed")));
			assertThat(received.block(TIMEOUT)).isEqualTo(new Text("pushed"));
			client.close().block(TIMEOUT);
			stub.refuse(new ForbiddenException("Closed today"));
			SocketClient<Server, Client> refused = client(stub);
			refused.connect().block(TIMEOUT);
			await().atMost(TIMEOUT).until(() -> refused.state().phase() == Phase.CLOSED);
			assertThat(refused.state().error()).isInstanceOf(ForbiddenException.class)
				.hasMessageContaining("Closed today");
		}
	}

	@Test
	void aStubThatHangsHandlesNothing() {
		try (SocketServerStub<Server, Client> stub = SocketServerStub.start(this.contract)) {
			stub.hang();
			SocketClient<Server, Client> client = client(stub);
			client.connect().block(TIMEOUT);
			client.remote().echo(new Text("hi"));
			stub.expect(Server::echo).within(Duration.ofMillis(100)).never();
			client.close().block(TIMEOUT);
		}
	}

	private SocketClient<Server, Client> client(SocketServerStub<Server, Client> stub) {
		SocketPool.Builder pool = SocketPool.builder();
		if (this.inMemory) {
			pool.webSocketClient(stub.webSocketClient());
		}
		return new SocketClients(pool.build(), (contract) -> stub.url(), ReconnectOptions.DEFAULTS)
			.builder(this.contract)
			.request((request) -> request.pathVariable("room", "general"))
			.build();
	}

	interface Server {

		void echo(Text text) throws ForbiddenException;

		Mono<Void> echoLater(Text text);

	}

	interface Client {

		void echo(Text text);

	}

	record Text(String text) {

	}

	private record Echo(SocketConnection<Client> connection) implements Server {

		// A plain session of Reactor Netty may lose what another thread sends right
		// before
		// it closes.
		@Override
		@NonBlocking
		public void echo(Text text) throws ForbiddenException {
			if (text.text().equals("forbidden")) {
				throw new ForbiddenException();
			}
			this.connection.remote().echo(new Text(this.connection.pathVariables().get("room") + ": " + text.text()));
		}

		@Override
		public Mono<Void> echoLater(Text text) {
			return Mono.<Void>fromRunnable(() -> this.connection.remote().echo(text))
				.subscribeOn(Schedulers.parallel());
		}

	}

	private static final class Doorkeeper implements HandshakeInterceptor {

		@Override
		public Mono<Void> process(ServerHandshake handshake) {
			return switch (handshake.pathVariables().get("room")) {
				case "private" -> Mono.error(new NotAuthorizedException("Members only"));
				case "broken" -> Mono.error(new IllegalStateException("broken"));
				default -> Mono.empty();
			};
		}

	}

}
