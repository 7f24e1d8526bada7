package io.grest.ws.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import io.grest.ws.client.ClientState.Phase;
import io.grest.ws.client.RealServer.Client;
import io.grest.ws.client.RealServer.Server;
import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.test.wire.TcpProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a broken network does to a client and a server that are both ours, over real
 * sockets.
 */
class NetworkFaultTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final ReconnectOptions SOON = ReconnectOptions.builder()
		.baseDelay(Duration.ofMillis(20))
		.maxDelay(Duration.ofMillis(100))
		.maxRetries(-1)
		.jitter(0.5)
		.resetAfter(Duration.ofSeconds(10))
		.build();

	private static final ConnectionOptions WATCHFUL = ConnectionOptions.builder()
		.heartbeatInterval(Duration.ofMillis(100))
		.heartbeatTimeout(Duration.ofMillis(400))
		.handshakeTimeout(Duration.ofMillis(500))
		.stallTimeout(Duration.ofSeconds(5))
		.closeTimeout(Duration.ofMillis(200))
		.build();

	private static final ConnectionOptions PATIENT = ConnectionOptions.builder()
		.heartbeatInterval(Duration.ZERO)
		.heartbeatTimeout(Duration.ofSeconds(1))
		.build();

	private final List<Phase> phases = new CopyOnWriteArrayList<>();

	private final List<CloseReason> closed = new CopyOnWriteArrayList<>();

	private RealServer server;

	private TcpProxy proxy;

	private SocketPool pool;

	private SocketClient<Server, Client> client;

	private void start(ConnectionOptions serverOptions, ConnectionOptions clientOptions) {
		this.server = new RealServer(serverOptions);
		this.proxy = TcpProxy.to(this.server.port());
		this.pool = SocketPool.builder().options(clientOptions).build();
		this.client = new SocketClients(this.pool, (contract) -> this.proxy.url(), SOON).client(this.server.contract);
		this.client.states().map(ClientState::phase).subscribe(this.phases::add);
		this.client.onClose(this.closed::add);
	}

	private void connected() {
		this.client.connect().block(TIMEOUT);
		isServed();
	}

	private void isServed() {
		assertThat(this.client.remote().echo("hello").block(TIMEOUT)).isEqualTo("hello");
	}

	private void reconnects() {
		await().atMost(TIMEOUT).until(() -> this.client.state().phase() == Phase.OPEN);
		isServed();
		assertThat(this.phases).startsWith(Phase.IDLE, Phase.CONNECTING, Phase.OPEN, Phase.DISCONNECTED,
				Phase.CONNECTING);
	}

	@AfterEach
	void nothingIsLeft() {
		this.client.close().block(TIMEOUT);
		await().atMost(TIMEOUT).until(() -> this.server.active.connections().isEmpty());
		await().atMost(TIMEOUT).until(() -> this.pool.size() == 0 && this.pool.pendingSize() == 0);
		this.proxy.close();
		this.server.close();
	}

	@Test
	void aBlackHoleIsNoticedByBothSidesAndTheClientReconnectsOnceItIsGone() {
		start(WATCHFUL, WATCHFUL);
		connected();
		this.proxy.blackhole();
		await().atMost(TIMEOUT).until(() -> !this.closed.isEmpty() && !this.server.closed.isEmpty());
		assertThat(this.closed.get(0).code()).isEqualTo(4008);
		assertThat(this.server.closed.get(0).code()).isEqualTo(4008);
		this.proxy.none();
		reconnects();
	}

	@Test
	void aConnectThroughABlackHoleEndsAtTheHandshakeTimeout() {
		start(WATCHFUL, WATCHFUL);
		this.proxy.blackhole();
		StepVerifier.create(this.client.connect())
			.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(ServerErrorException.class)
				.hasMessageContaining("No answer to the upgrade request to " + this.proxy.url() + "/api within 500 ms"))
			.verify(TIMEOUT);
		this.proxy.none();
		await().atMost(TIMEOUT).until(() -> this.client.state().phase() == Phase.OPEN);
		isServed();
	}

	@Test
	void aClientThatIsStalledIsClosedAsASlowConsumerAndReconnects() {
		start(PATIENT.mutate()
			.outboundFrames(16)
			.outboundSize(DataSize.ofMegabytes(1))
			.stallTimeout(TIMEOUT)
			.closeTimeout(Duration.ofMillis(200))
			.build(), PATIENT);
		connected();
		this.proxy.stall();
		String much = "x".repeat(60_000);
		while (this.server.latest.get().isOpen()) {
			this.server.latest.get().remote().much(much);
		}
		await().atMost(TIMEOUT).until(() -> !this.server.closed.isEmpty());
		assertThat(this.server.closed.get(0).code()).isEqualTo(4008);
		this.proxy.none();
		await().atMost(TIMEOUT).until(() -> !this.closed.isEmpty());
		reconnects();
	}

	@Test
	void aServerThatReadsNothingIsGivenUpAfterTheStallTimeout() {
		start(PATIENT,
				PATIENT.mutate().stallTimeout(Duration.ofMillis(300)).closeTimeout(Duration.ofMillis(200)).build());
		connected();
		this.proxy.stall();
		String much = "x".repeat(60_000);
		await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(1)).until(() -> {
			this.client.remote().echo(much).onErrorComplete().subscribe();
			return !this.closed.isEmpty();
		});
		assertThat(this.closed.get(0).code()).isEqualTo(4008);
		this.proxy.none();
		reconnects();
	}

	@Test
	void aCutFailsThePendingCallAndTheClientReconnects() {
		start(PATIENT, PATIENT);
		connected();
		StepVerifier.create(this.client.remote().never())
			.then(this.proxy::cut)
			.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(ServerErrorException.class)
				.hasMessageContaining("Socket connection closed!"))
			.verify(TIMEOUT);
		reconnects();
		assertThat(this.closed).singleElement().satisfies((reason) -> assertThat(reason.code()).isEqualTo(1006));
	}

	@Test
	void anEndWithoutACloseFailsThePendingCallAndTheClientReconnects() {
		start(PATIENT, PATIENT);
		connected();
		StepVerifier.create(this.client.remote().never())
			.then(this.proxy::finish)
			.expectError(ServerErrorException.class)
			.verify(TIMEOUT);
		reconnects();
		assertThat(this.closed).singleElement().satisfies((reason) -> assertThat(reason.code()).isEqualTo(1006));
	}

	@Test
	void aDelayReordersNothing() {
		start(PATIENT, PATIENT);
		List<Integer> received = new CopyOnWriteArrayList<>();
		this.client.receive(Client::note).subscribe(received::add);
		connected();
		List<Integer> sent = IntStream.range(0, 300).boxed().toList();
		List<String> answers = new ArrayList<>();
		this.proxy.delay(Duration.ofMillis(100));
		for (int number : sent) {
			this.server.latest.get().remote().note(number);
			this.client.remote().echo(Integer.toString(number)).subscribe(answers::add);
			if (number == 150) {
				this.proxy.delay(Duration.ofMillis(10));
			}
		}
		await().atMost(TIMEOUT).until(() -> received.size() == sent.size() && answers.size() == sent.size());
		assertThat(received).isEqualTo(sent);
		assertThat(answers).isEqualTo(sent.stream().map(String::valueOf).toList());
	}

}
