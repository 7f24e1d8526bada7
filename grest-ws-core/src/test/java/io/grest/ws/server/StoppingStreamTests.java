package io.grest.ws.server;

import java.time.Duration;
import java.util.List;

import io.grest.ws.contract.SocketContract;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for streams of a server that stops.
 */
class StoppingStreamTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final ActiveConnections connections = new ActiveConnections(ActiveConnections.Limits.NONE);

	private final TestPublisher<Integer> ticks = TestPublisher.create();

	@Test
	void streamWithoutEndDoesNotHoldUpServerThatStops() throws Exception {
		try (NettyServer server = server(); RawSocket peer = new RawSocket(server.port(), "/api")) {
			peer.send("h:::{\"grest-ws-extensions\":\"streams\"}");
			assertThat(peer.read().text()).startsWith("k:::");
			peer.send("r:Api.ticks:1;cr=5:");
			peer.send("r:Api.echo:2:\"here\"");
			assertThat(peer.read().text())
				.isEqualTo("s:Api.echo:2:{\"success\":true,\"type\":\"OK\",\"data\":\"here\"}");
			this.ticks.next(1);
			assertThat(peer.read().text()).isEqualTo("n::1:1");
			Mono<Void> drained = this.connections.drain(Duration.ZERO, TIMEOUT);
			StepVerifier.create(drained).expectComplete().verify(TIMEOUT.dividedBy(2));
			assertThat(peer.read().closeCode()).isEqualTo(1001);
			this.ticks.assertCancelled();
		}
	}

	private NettyServer server() {
		SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
			.path("/api")
			.build();
		Server implementation = new Server() {

			@Override
			public Flux<Integer> ticks() {
				return StoppingStreamTests.this.ticks.flux();
			}

			@Override
			public Mono<String> echo(String text) {
				return Mono.just(text);
			}

		};
		return new NettyServer(
				new SocketHandlerAdapter(DataSize.ofKilobytes(64), false, this.connections,
						new AllowedOrigins(List.of())),
				SocketServer.of(contract, (connection) -> implementation).connections(this.connections).build());
	}

	interface Server {

		Flux<Integer> ticks();

		Mono<String> echo(String text);

	}

	interface Client {

	}

}
