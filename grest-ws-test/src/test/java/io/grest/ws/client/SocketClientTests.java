package io.grest.ws.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.grest.ws.client.ClientState.Phase;
import io.grest.ws.client.Fixture.Client;
import io.grest.ws.client.Fixture.Server;
import io.grest.ws.connection.SocketClosedException;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.error.RouteNotFoundException;
import io.grest.ws.error.ServerErrorException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A client that keeps one connection, in virtual time.
 */
class SocketClientTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final ReconnectOptions STEADY = ReconnectOptions.builder()
		.baseDelay(Duration.ofSeconds(1))
		.maxDelay(Duration.ofSeconds(30))
		.maxRetries(-1)
		.jitter(0)
		.resetAfter(Duration.ofSeconds(10))
		.build();

	private final Fixture fixture = new Fixture();

	private VirtualTimeScheduler time;

	private SocketClients.Builder<Server, Client> builder;

	private final List<Phase> phases = new ArrayList<>();

	@BeforeEach
	void setUp() {
		this.time = VirtualTimeScheduler.getOrSet();
		SocketClients clients = new SocketClients(this.fixture.pool().build(), (contract) -> "ws://host:1", STEADY);
		this.builder = clients.builder(this.fixture.contract)
			.request((request) -> request.pathVariable("room", "r").query(new Fixture.Query("r", "en")));
	}

	@AfterEach
	void tearDown() {
		VirtualTimeScheduler.reset();
	}

	private SocketClient<Server, Client> client() {
		SocketClient<Server, Client> client = this.builder.build();
		client.states().map(ClientState::phase).subscribe(this.phases::add);
		return client;
	}

	@Test
	void theFirstCallConnects() {
		SocketClient<Server, Client> client = client();
		assertThat(client.state().phase()).isEqualTo(Phase.IDLE);
		StepVerifier.create(client.remote().echo("hi"))
			.expectNext("hi in Query[room=r, lang=en]")
			.expectComplete()
			.verify(TIMEOUT);
		assertThat(this.phases).containsExactly(Phase.IDLE, Phase.CONNECTING, Phase.OPEN);
	}

	@Test
	void theStateSaysSinceWhenThereIsNoConnection() {
		SocketClient<Server, Client> client = client();
		Instant made = client.state().disconnectedSince();
		assertThat(made).isNotNull();
		this.fixture.down.set(true);
		client.connect().onErrorComplete().block(TIMEOUT);
		this.time.advanceTimeBy(Duration.ofSeconds(1));
		assertThat(client.state().disconnectedSince()).isEqualTo(made);
		this.fixture.down.set(false);
		this.time.advanceTimeBy(Duration.ofSeconds(2));
		assertThat(client.state().phase()).isEqualTo(Phase.OPEN);
		assertThat(client.state().disconnectedSince()).isNull();
		this.fixture.connection(0).close();
		assertThat(client.state().disconnectedSince()).isAfterOrEqualTo(made);
	}

	@Test
	void whatTheServerSendsIsReceivedAcrossConnectionsUntilClose() {
		SocketClient<Server, Client> client = client();
		StepVerifier.create(client.receive(Client::note)).then(() -> {
			client.connect().block(TIMEOUT);
			this.fixture.connection(0).remote().note("1");
			this.fixture.connection(0).close();
			this.time.advanceTimeBy(Duration.ofSeconds(1));
			this.fixture.connection(1).remote().note("2");
		}).expectNext("1", "2").then(client::close).expectComplete().verify(TIMEOUT);
		assertThat(this.phases).containsExactly(Phase.IDLE, Phase.CONNECTING, Phase.OPEN, Phase.DISCONNECTED,
				Phase.CONNECTING, Phase.OPEN, Phase.CLOSED);
		StepVerifier.create(client.receive(Client::note)).expectComplete().verify(TIMEOUT);
	}

	@Test
	void aMessageWithoutPayloadIsReceived() {
		SocketClient<Server, Client> client = client();
		StepVerifier.create(client.receive(Client::refresh)).then(() -> {
			client.connect().block(TIMEOUT);
			this.fixture.connection(0).remote().refresh();
		}).expectNextCount(1).thenCancel().verify(TIMEOUT);
	}

	@Test
	void receiveOfNothingSaysWhatToName() {
		SocketClient<Server, Client> client = client();
		assertThatIllegalStateException().isThrownBy(() -> client.receive((Client any) -> {
		})).withMessage("No method of Client was called: name one, such as Client::areYouThere");
	}

	@Test
	void aCallWhileItIsDownFailsAtOnceAndSaysWhenItTriesAgain() {
		SocketClient<Server, Client> client = client();
		client.connect().block(TIMEOUT);
		this.fixture.connection(0).close();
		StepVerifier.create(client.remote().echo("lost"))
			.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(ServerErrorException.class)
				.hasMessageContaining("The client of Api has lost its connection and tries again at 2"))
			.verify(TIMEOUT);
		assertThat(client.state().nextAttempt()).isNotNull();
	}

	@Test
	void aCallOfTheServerThatNobodyHandlesIsNotFound() {
		SocketClient<Server, Client> client = client();
		client.connect().block(TIMEOUT);
		StepVerifier.create(this.fixture.connection(0).remote().areYouThere())
			.expectError(RouteNotFoundException.class)
			.verify(TIMEOUT);
	}

	@Test
	void delaysDoubleUpToTheLimitAndAllAttemptsUseTheTokenOfTheirTime() {
		SocketClient<Server, Client> client = client();
		client.connect().block(TIMEOUT);
		this.fixture.down.set(true);
		this.fixture.connection(0).close();
		for (int seconds : List.of(1, 2, 4, 8, 16, 30, 30)) {
			this.phases.clear();
			this.time.advanceTimeBy(Duration.ofSeconds(seconds).minusMillis(1));
			assertThat(this.phases).as("before " + seconds + " s").isEmpty();
			this.time.advanceTimeBy(Duration.ofMillis(1));
			assertThat(this.phases).containsExactly(Phase.CONNECTING, Phase.DISCONNECTED);
		}
		this.fixture.down.set(false);
		this.fixture.token.set("secret, rotated");
		this.time.advanceTimeBy(Duration.ofSeconds(30));
		assertThat(client.state().phase()).isEqualTo(Phase.OPEN);
		assertThat(this.fixture.connections).hasSize(2);
	}

	@Test
	void theCountOfAttemptsIsKeptForAConnectionThatDoesNotHold() {
		SocketClient<Server, Client> client = client();
		client.connect().block(TIMEOUT);
		this.fixture.connection(0).close();
		this.time.advanceTimeBy(Duration.ofSeconds(1));
		assertThat(this.fixture.connections).hasSize(2);
		this.fixture.connection(1).close();
		this.time.advanceTimeBy(Duration.ofSeconds(1));
		assertThat(this.fixture.connections).hasSize(2);
		this.time.advanceTimeBy(Duration.ofSeconds(1));
		assertThat(this.fixture.connections).hasSize(3);
	}

	@Test
	void jitterSpreadsTheDelays() {
		ReconnectOptions jittered = ReconnectOptions.DEFAULTS;
		List<Long> delays = Stream.generate(() -> jittered.delay(0).toMillis()).limit(200).toList();
		assertThat(delays).allSatisfy((delay) -> assertThat(delay).isBetween(500L, 1500L));
		assertThat(delays.stream().distinct().count()).isGreaterThan(50);
		assertThat(jittered.delay(1000).toMillis()).isBetween(15_000L, 30_000L);
	}

	@Test
	void theLastRetryEndsTheClientWithItsError() {
		SocketClient<Server, Client> client = this.builder
			.reconnect(ReconnectOptions.builder()
				.baseDelay(Duration.ofSeconds(1))
				.maxDelay(Duration.ofSeconds(1))
				.maxRetries(2)
				.jitter(0)
				.resetAfter(Duration.ZERO)
				.build())
			.build();
		this.fixture.down.set(true);
		StepVerifier.create(client.receive(Client::note)).then(() -> {
			StepVerifier.create(client.connect()).expectError(ServerErrorException.class).verify(TIMEOUT);
			this.time.advanceTimeBy(Duration.ofSeconds(2));
		}).expectErrorSatisfies((ex) -> assertThat(ex).hasMessageContaining("Connection refused")).verify(TIMEOUT);
		assertThat(client.state().phase()).isEqualTo(Phase.CLOSED);
	}

	@Test
	void aRejectedClientDoesNotTryAgainAndItsFluxesFailWithTheTypedError() {
		this.fixture.token.set("wrong");
		SocketClient<Server, Client> client = client();
		StepVerifier.create(client.receive(Client::note))
			.then(() -> StepVerifier.create(client.connect()).expectError(NotAuthorizedException.class).verify(TIMEOUT))
			.expectError(NotAuthorizedException.class)
			.verify(TIMEOUT);
		assertThat(this.phases).containsExactly(Phase.IDLE, Phase.CONNECTING, Phase.CLOSED);
		StepVerifier.create(client.remote().echo("?"))
			.expectErrorSatisfies((ex) -> assertThat(ex).hasMessageContaining("is closed")
				.hasCauseInstanceOf(NotAuthorizedException.class))
			.verify(TIMEOUT);
	}

	@ParameterizedTest
	@ValueSource(ints = { 4000, 4001, 4403, 4999 })
	void aCloseByTheApplicationEndsTheClient(int code) {
		SocketClient<Server, Client> client = client();
		client.connect().block(TIMEOUT);
		this.fixture.connection(0).close(code, "out");
		assertThat(client.state().phase()).isEqualTo(Phase.CLOSED);
		assertThat(client.state().error()).isInstanceOfSatisfying(SocketClosedException.class,
				(closed) -> assertThat(closed.reason().code()).isEqualTo(code));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1000, 4008, 4009 })
	void anyOtherCloseIsFollowedByAnotherAttempt(int code) {
		SocketClient<Server, Client> client = client();
		client.connect().block(TIMEOUT);
		this.fixture.connection(0).close(code, "back soon");
		assertThat(client.state().phase()).isEqualTo(Phase.DISCONNECTED);
	}

	@Test
	void shouldRetryOverridesTheRule() {
		SocketClient<Server, Client> client = this.builder.shouldRetry((ex) -> true).build();
		client.connect().block(TIMEOUT);
		this.fixture.connection(0).close(4403, "out");
		assertThat(client.state().phase()).isEqualTo(Phase.DISCONNECTED);
	}

	@Test
	void withoutReconnectALostConnectionEndsTheClient() {
		SocketClient<Server, Client> client = this.builder.reconnect(ReconnectOptions.NEVER).build();
		client.connect().block(TIMEOUT);
		this.fixture.connection(0).close();
		assertThat(client.state().phase()).isEqualTo(Phase.CLOSED);
	}

	@Test
	void listenersAreToldOfEachConnection() {
		AtomicInteger opened = new AtomicInteger();
		SocketClient<Server, Client> client = client().onOpen((connection) -> {
			throw new IllegalStateException("harms nobody");
		}).onOpen((connection) -> opened.incrementAndGet());
		client.connect().block(TIMEOUT);
		client.forceReconnect();
		assertThat(opened).hasValue(2);
		assertThat(client.state().phase()).isEqualTo(Phase.OPEN);
		assertThat(this.fixture.connection(0).isOpen()).isFalse();
	}

	@Test
	void theClientIsOpenOnceItsSetUpHasEnded() {
		Sinks.Empty<Void> joined = Sinks.empty();
		this.builder.setUp((connection) -> joined.asMono());
		SocketClient<Server, Client> client = client();
		StepVerifier.create(client.connect()).then(() -> {
			assertThat(client.state().phase()).isEqualTo(Phase.CONNECTING);
			joined.tryEmitEmpty();
		}).expectNextCount(1).expectComplete().verify(TIMEOUT);
		assertThat(client.state().phase()).isEqualTo(Phase.OPEN);
	}

	@Test
	void anAttemptWhoseSetUpFailsHasFailed() {
		this.builder.setUp((connection) -> Mono.error(new NotFoundException("no such room")));
		SocketClient<Server, Client> client = client();
		StepVerifier.create(client.connect()).expectError(NotFoundException.class).verify(TIMEOUT);
		assertThat(client.state().phase()).isEqualTo(Phase.DISCONNECTED);
		assertThat(this.fixture.connection(0).isOpen()).isFalse();
	}

	@Test
	void aHandshakeThatTheServerFailedToCheckIsTriedAgain() {
		this.fixture.token.set("broken");
		SocketClient<Server, Client> client = client();
		StepVerifier.create(client.connect()).expectError(ServerErrorException.class).verify(TIMEOUT);
		assertThat(client.state().phase()).isEqualTo(Phase.DISCONNECTED);
	}

	@Test
	void forceReconnectDoesNotWaitForTheNextAttempt() {
		SocketClient<Server, Client> client = client();
		client.connect().block(TIMEOUT);
		this.fixture.connection(0).close();
		client.forceReconnect();
		assertThat(client.state().phase()).isEqualTo(Phase.OPEN);
		this.time.advanceTimeBy(Duration.ofMinutes(1));
		assertThat(this.fixture.connections).hasSize(2);
	}

	@Test
	void closeWhileItWaitsEndsTheWait() {
		SocketClient<Server, Client> client = client();
		client.connect().block(TIMEOUT);
		this.fixture.connection(0).close();
		client.close().block(TIMEOUT);
		this.time.advanceTimeBy(Duration.ofMinutes(1));
		assertThat(this.fixture.connections).hasSize(1);
		StepVerifier.create(client.connect()).expectError(ServerErrorException.class).verify(TIMEOUT);
	}

	@Test
	void aHandlerAnswersTheServer() {
		SocketClient<Server, Client> client = this.builder.handler(new Fixture.Quiet()).build();
		client.connect().block(TIMEOUT);
		SocketConnection<Client> connection = this.fixture.connection(0);
		StepVerifier.create(connection.remote().areYouThere()).expectNext(true).expectComplete().verify(TIMEOUT);
	}

}
