package io.grest.ws.stream;

import java.time.Duration;

import io.grest.ws.client.SocketPool;
import io.grest.ws.client.SocketRequest;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ConnectionClosedException;
import io.grest.ws.server.NettyServer;
import io.grest.ws.server.SocketServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A call whose connection is closed while it is being written, here by its own payload.
 */
@Timeout(60)
class ClosedCallTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static Runnable whenWritten;

	private final SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	private final NettyServer server = new NettyServer(
			SocketServer.of(this.contract, (connection) -> (Server) (name, chunks) -> chunks.count()).build());

	private final SocketPool pool = SocketPool.builder().build();

	@AfterEach
	void stop() {
		this.pool.closeAll(false).block(TIMEOUT);
		this.server.close();
	}

	@Test
	void endsItsInput() {
		SocketConnection<Server> connection = this.pool
			.getOrConnect(SocketRequest.to(this.contract).url("ws://localhost:" + this.server.port()))
			.block(TIMEOUT);
		whenWritten = connection::close;
		PairHandler inputs = new PairHandler();
		StepVerifier.create(connection.remote().upload(new Name("a"), inputs.never()))
			.expectError(ConnectionClosedException.class)
			.verify(TIMEOUT);
		assertThat(inputs.ended).hasValue(inputs.begun.get());
	}

	interface Server {

		Mono<Long> upload(Name name, Flux<Long> chunks);

	}

	interface Client {

	}

	record Name(String name) {

		@Override
		public String name() {
			whenWritten.run();
			return this.name;
		}

	}

}
