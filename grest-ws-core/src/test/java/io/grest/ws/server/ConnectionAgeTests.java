package io.grest.ws.server;

import java.time.Duration;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.ContractResume;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.ActiveConnections.Limits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Connections that are older than their limit are asked to go, and end in order.
 */
class ConnectionAgeTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final Sinks.One<String> answer = Sinks.one();

	private final ActiveConnections connections = new ActiveConnections(Limits.NONE, SetUpLimits.NONE,
			Duration.ofSeconds(1));

	private final ResumableSessions sessions = new ResumableSessions(ResumableSessions.Limits.DEFAULTS);

	private final NettyServer server = new NettyServer(
			new SocketHandlerAdapter(DataSize.ofKilobytes(64), false, this.connections, AllowedOrigins.SAME_ORIGIN),
			SocketServer
				.of(SocketContract.define("Api", Server.class, Client.class)
					.path("/api")
					.resume(ContractResume.Builder::anonymous)
					.build(), (connection) -> this.answer::asMono)
				.connections(this.connections)
				.sessions(this.sessions)
				.build());

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void closesOldConnectionAfterItsCalls() throws Exception {
		try (RawSocket peer = new RawSocket(this.server.port(), "/api").shakeHands()) {
			peer.send("r:Api.slow:1:");
			await().atMost(TIMEOUT)
				.until(() -> this.connections.connections()
					.stream()
					.allMatch((connection) -> connection.status().state() == SocketConnection.State.DRAINING));
			this.answer.tryEmitValue("done");
			assertThat(peer.read().text())
				.isEqualTo("s:Api.slow:1:{\"success\":true,\"type\":\"OK\",\"data\":\"done\"}");
			assertThat(peer.read().closeCode()).isEqualTo(1001);
		}
		await().atMost(TIMEOUT).until(() -> this.connections.connections().isEmpty());
	}

	@Test
	void asksClientThatCanResumeToLeaveInOrder() throws Exception {
		try (RawSocket peer = new RawSocket(this.server.port(), "/api")) {
			peer.send("h:::{\"grest-ws-extensions\":\"resume\"}");
			assertThat(peer.read().text()).startsWith("k:::").contains("\"resume\"");
			assertThat(peer.read().text()).startsWith("g:::{\"after\":");
			peer.send("g:::{\"sent\":0}");
			assertThat(peer.read().text()).startsWith("g:::{\"receipt\":");
			assertThat(peer.awaitClose()).isEqualTo(1001);
		}
		await().atMost(TIMEOUT).until(() -> this.connections.connections().isEmpty());
	}

	@Test
	void admitsNewConnectionsMeanwhile() throws Exception {
		try (RawSocket old = new RawSocket(this.server.port(), "/api").shakeHands()) {
			assertThat(old.awaitClose()).isEqualTo(1001);
			assertThat(this.connections.isDraining()).isFalse();
			new RawSocket(this.server.port(), "/api").shakeHands().close();
		}
	}

	interface Server {

		Mono<String> slow();

	}

	interface Client {

	}

}
