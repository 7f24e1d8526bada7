package io.grest.ws.test.resume;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.grest.ws.client.ClientState.Phase;
import io.grest.ws.client.LostTopic;
import io.grest.ws.client.ReconnectOptions;
import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.client.SocketPool;
import io.grest.ws.connection.Resumption;
import io.grest.ws.connection.Resumption.Outcome;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.test.SocketCall;
import io.grest.ws.test.SocketServerStub;
import io.grest.ws.test.resume.HallServer.Text;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What a stub does to a client that comes back, on both transports.
 */
@ParameterizedClass
@ValueSource(booleans = { false, true })
@Timeout(60)
class ResumingStubTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final SocketContract<HallServer, HallClient> contract = contract().resume().build();

	private final SocketServerStub<HallServer, HallClient> server = SocketServerStub.start(this.contract);

	private final BlockingQueue<Resumption> verdicts = new LinkedBlockingQueue<>();

	private final BlockingQueue<Text> said = new LinkedBlockingQueue<>();

	@Parameter
	private boolean inMemory;

	private SocketClient<HallServer, HallClient> client;

	private static SocketContract.Builder<HallServer, HallClient> contract() {
		return SocketContract.define("HallApi", HallServer.class, HallClient.class).path("/ws/hall");
	}

	@BeforeEach
	void connect() {
		SocketPool.Builder pool = SocketPool.builder();
		if (this.inMemory) {
			pool.webSocketClient(this.server.webSocketClient());
		}
		ReconnectOptions soon = ReconnectOptions.builder()
			.baseDelay(Duration.ofMillis(1))
			.maxDelay(Duration.ofMillis(10))
			.build();
		this.client = new SocketClients(pool.build(), (contract) -> this.server.url(), soon).builder(this.contract)
			.handler(new Client())
			.build()
			.onResume(this.verdicts::add);
		this.client.connect().block(TIMEOUT);
		this.server.awaitClients(1);
	}

	@AfterEach
	void stop() {
		this.client.close().block(TIMEOUT);
		this.server.close();
	}

	private Resumption verdict() throws Exception {
		return this.verdicts.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
	}

	private void await(Phase phase) {
		this.client.states().filter((state) -> state.phase() == phase).blockFirst(TIMEOUT);
	}

	@Test
	void clientComesBackWithItsSession() throws Exception {
		SocketConnection<HallClient> before = this.server.connections().get(0);
		this.server.cut().awaitResumed();
		assertThat(verdict().outcome()).isEqualTo(Outcome.COMPLETE);
		assertThat(this.server.connections()).containsExactly(before);
		this.server.push((client) -> client.said(new Text("Hello")));
		assertThat(this.said.poll(10, TimeUnit.SECONDS)).isEqualTo(new Text("Hello"));
	}

	@Test
	void clientComesBackAgainAndAgain() throws Exception {
		for (int i = 0; i < 10; i++) {
			this.server.cut().awaitResumed();
			assertThat(verdict().outcome()).isEqualTo(Outcome.COMPLETE);
		}
	}

	@Test
	void callsWaitUntilTheClientIsBack() throws Exception {
		this.server.refuse().cut();
		SocketCall<Boolean> call = this.server.call(HallClient::areYouThere);
		this.server.push((client) -> client.said(new Text("Later")));
		await(Phase.RESUMING);
		Mono<String> echo = this.client.remote().echo(new Text("Late")).cache();
		echo.subscribe();
		this.server.when(HallServer::echo).answerWith(Text::value);
		assertThat(this.said).isEmpty();
		this.server.accept().awaitResumed();
		call.returns(true);
		assertThat(this.said.poll(10, TimeUnit.SECONDS)).isEqualTo(new Text("Later"));
		assertThat(echo.block(TIMEOUT)).isEqualTo("Late");
	}

	@Test
	void clientBeginsAnewAfterItsSessionIsLost() throws Exception {
		SocketConnection<HallClient> before = this.server.connections().get(0);
		this.server.loseSession().awaitClients(1);
		assertThat(verdict().outcome()).isEqualTo(Outcome.NONE);
		assertThat(this.server.connections()).hasSize(1).doesNotContain(before);
		this.server.call(HallClient::areYouThere).returns(true);
	}

	@Test
	void sessionIsLostWhileTheClientIsAway() throws Exception {
		this.server.refuse().cut().loseSession();
		assertThat(this.server.connections()).isEmpty();
		this.server.accept().awaitClients(1);
		assertThat(verdict().outcome()).isEqualTo(Outcome.NONE);
	}

	@Test
	void clientIsToldThatATopicIsLost() throws Exception {
		BlockingQueue<LostTopic> lost = new LinkedBlockingQueue<>();
		this.client.onLost(lost::add);
		this.server.loseTopic("room:a b", "trimmed").push((client) -> client.said(new Text("Next")));
		assertThat(this.said.poll(10, TimeUnit.SECONDS)).isEqualTo(new Text("Next"));
		assertThat(lost).containsExactly(new LostTopic("room:a b", "trimmed"));
		this.server.cut().awaitResumed();
		assertThat(verdict().outcome()).isEqualTo(Outcome.COMPLETE);
	}

	@Test
	void closesWhileTheClientIsAway() throws Exception {
		this.server.refuse().cut().disconnect(4321, "Enough");
		assertThat(this.server.connections()).isEmpty();
		this.server.accept().awaitClients(1);
		assertThat(verdict().outcome()).isEqualTo(Outcome.NONE);
	}

	@Test
	void refusesForAWhile() {
		this.server.refuse().cut();
		this.client.states()
			.filter((state) -> state.error() != null && state.nextAttempt() != null)
			.blockFirst(TIMEOUT);
		this.server.accept().awaitResumed();
	}

	@Test
	void clientIsAUser() {
		assertThat(this.server.connections().get(0).principal()).get()
			.satisfies((principal) -> assertThat(principal.getName()).isEqualTo("client"));
	}

	@Test
	void clientOfAnotherContractIsNobody() {
		SocketContract<HallServer, HallClient> other = contract().resume((resume) -> resume.anonymous()).build();
		try (SocketServerStub<HallServer, HallClient> stub = SocketServerStub.start(other)) {
			SocketClient<HallServer, HallClient> nobody = new SocketClients(SocketPool.builder().build(),
					(contract) -> stub.url(), ReconnectOptions.DEFAULTS)
				.builder(other)
				.handler(new Client())
				.build();
			nobody.connect().block(TIMEOUT);
			stub.awaitClients(1).cut();
			assertThat(stub.connections().get(0).principal()).isEmpty();
			nobody.forceReconnect();
			stub.awaitResumed();
			nobody.close().block(TIMEOUT);
		}
	}

	@Test
	void failuresSayWhatIsWrong() {
		assertThatIllegalStateException().isThrownBy(this.server::awaitResumed).withMessageContaining("call cut()");
		this.server.refuse().cut();
		assertThatIllegalStateException().isThrownBy(this.server::cut).withMessageContaining("awaitClients(1)");
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> this.server.timeout(Duration.ofMillis(20)).awaitResumed())
			.withMessageContaining("HallApi awaitResumed()")
			.withMessageContaining("Expected: 1 clients with their sessions");
		this.server.disconnect(4321, "Enough");
		try (SocketServerStub<HallServer, HallClient> stub = SocketServerStub.start(contract().build())) {
			assertThatIllegalStateException().isThrownBy(stub::cut).withMessageContaining("add .resume()");
			assertThatIllegalStateException().isThrownBy(() -> stub.loseTopic("room:a", "trimmed"))
				.withMessageContaining("add .resume()");
		}
	}

	@Test
	void failsIfASessionHasEnded() {
		this.server.refuse().cut();
		this.server.disconnect(4321, "Enough");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(this.server::awaitResumed)
			.withMessageContaining("a session has ended");
	}

	private final class Client implements HallClient {

		@Override
		public void said(Text text) {
			ResumingStubTests.this.said.add(text);
		}

		@Override
		public Mono<Boolean> areYouThere() {
			return Mono.just(true);
		}

	}

}
