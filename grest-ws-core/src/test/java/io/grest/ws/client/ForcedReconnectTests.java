package io.grest.ws.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.grest.ws.client.ClientState.Phase;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.Resumption.Outcome;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.ActiveConnections;
import io.grest.ws.server.NettyServer;
import io.grest.ws.server.ResumableSessions;
import io.grest.ws.server.SocketServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Clients that are forced to reconnect while calls are under way, over real sockets.
 */
@Timeout(120)
class ForcedReconnectTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final SocketContract<Server, Client> CONTRACT = SocketContract
		.define("ForcedApi", Server.class, Client.class)
		.path("/forced")
		.resume((resume) -> resume.anonymous())
		.build();

	private final List<SocketConnection<Client>> connections = new CopyOnWriteArrayList<>();

	private final ActiveConnections active = new ActiveConnections(ActiveConnections.Limits.NONE);

	private final NettyServer server = server(this.active);

	private final NettyServer other = server(new ActiveConnections(ActiveConnections.Limits.NONE));

	private final CuttingProxy proxy = new CuttingProxy(this.server.port());

	private final SocketPool pool = SocketPool.builder()
		.options(ConnectionOptions.builder().heartbeatInterval(Duration.ZERO).build())
		.build();

	private final SocketClients clients = new SocketClients(this.pool,
			(contract) -> "ws://localhost:" + this.proxy.port(),
			ReconnectOptions.builder().baseDelay(Duration.ofMillis(5)).maxDelay(Duration.ofMillis(20)).build());

	private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();

	private final List<Integer> asked = new CopyOnWriteArrayList<>();

	private final Sinks.One<Integer> answer = Sinks.one();

	private final SocketClient<Server, Client> client = this.clients.builder(CONTRACT).handler((number) -> {
		this.asked.add(number);
		return this.answer.asMono();
	}).build();

	private NettyServer server(ActiveConnections active) {
		return new NettyServer(SocketServer.of(CONTRACT, (connection) -> {
			this.connections.add(connection);
			return (number) -> this.answer.asMono();
		})
			.connections(active)
			.sessions(new ResumableSessions(ResumableSessions.Limits.DEFAULTS, "the secret of both nodes"))
			.build());
	}

	@AfterEach
	void stop() throws Exception {
		this.clients.closeAll().block(TIMEOUT);
		this.pool.closeAll(false).block(TIMEOUT);
		this.proxy.close();
		this.server.close();
		this.other.close();
	}

	private List<Integer> askClient() {
		List<Integer> answers = new CopyOnWriteArrayList<>();
		this.connections.get(0).remote().ask(1).subscribe(answers::add);
		await().atMost(TIMEOUT).until(() -> this.asked.size() == 1);
		return answers;
	}

	@Test
	void answersCallThatCameBySocketBefore() {
		this.client.onResume((resumption) -> this.outcomes.add(resumption.outcome())).connect().block(TIMEOUT);
		List<Integer> answers = askClient();
		this.client.forceReconnect();
		await().atMost(TIMEOUT).until(() -> this.outcomes.size() == 1 && this.server.sockets() == 1);
		this.answer.tryEmitValue(1);
		await().atMost(TIMEOUT).until(() -> answers.equals(List.of(1)));
		assertThat(this.outcomes).containsExactly(Outcome.COMPLETE);
	}

	@Test
	void leavesInOrderAllTheSame() {
		this.client.onResume((resumption) -> this.outcomes.add(resumption.outcome())).connect().block(TIMEOUT);
		List<Integer> answers = askClient();
		this.proxy.target(this.other.port());
		this.active.drain(Duration.ZERO, TIMEOUT).subscribe();
		await().atMost(TIMEOUT).until(() -> this.client.state().phase() == Phase.RESUMING);
		this.client.forceReconnect();
		this.answer.tryEmitValue(1);
		await().atMost(TIMEOUT).until(() -> this.outcomes.size() == 1);
		assertThat(this.outcomes).containsExactly(Outcome.COMPLETE);
		assertThat(answers).containsExactly(1);
	}

	interface Server {

		Mono<Integer> echo(Integer number);

	}

	interface Client {

		Mono<Integer> ask(Integer number);

	}

}
