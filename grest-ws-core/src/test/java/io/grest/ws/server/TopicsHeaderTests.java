package io.grest.ws.server;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The header with positions of topics, which is not for interceptors.
 */
@Timeout(60)
class TopicsHeaderTests {

	private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

	private final NettyServer server = new NettyServer(
			SocketServer.of(SocketContract.define("Api", Server.class, Client.class).path("/api").build(),
					(SocketConnection<Client> connection) -> () -> {
					})
				.interceptors(List.of(new Headers()))
				.build());

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void isRemovedFromHandshakeWithoutTheExtension() throws Exception {
		try (RawSocket socket = new RawSocket(this.server.port(), "/api")) {
			socket.send("h:::{\"user\":\"ann\",\"Grest-WS-Topics\":\"Api/room%3Aa=1.aaaaaa\"}");
			assertThat(socket.read().text()).isEqualTo("k:::null");
		}
		assertThat(this.seen).containsExactly("user=true", "grest-ws-topics=false");
	}

	@Test
	void isRemovedFromNewCredentials() throws Exception {
		try (RawSocket socket = new RawSocket(this.server.port(), "/api")) {
			socket.send("h:::{\"user\":\"ann\",\"grest-ws-extensions\":\"credentials\"}");
			assertThat(socket.read().text()).startsWith("k:::{");
			this.seen.clear();
			socket.send("t:::{\"user\":\"ann\",\"grest-ws-topics\":\"Api/room%3Aa=1.aaaaaa\"}");
			assertThat(socket.read().text()).startsWith("t:::{\"expires\":");
		}
		assertThat(this.seen).containsExactly("user=true", "grest-ws-topics=false");
	}

	@Test
	void isNoFaultWhateverItSays() throws Exception {
		String topics = "= =1 a=b=c " + "x".repeat(30_000);
		try (RawSocket socket = new RawSocket(this.server.port(), "/api")) {
			socket.send("h:::{\"user\":\"ann\",\"grest-ws-topics\":\"" + topics + "\"}");
			assertThat(socket.read().text()).isEqualTo("k:::null");
		}
	}

	private final class Headers implements HandshakeInterceptor {

		@Override
		public Mono<Void> process(ServerHandshake handshake) {
			Arrays.asList("user", "grest-ws-topics")
				.forEach((name) -> TopicsHeaderTests.this.seen.add(name + "=" + handshake.header(name).isPresent()));
			handshake.authenticate(() -> "ann", Instant.now().plusSeconds(60));
			return Mono.empty();
		}

	}

	interface Server {

		void hello();

	}

	interface Client {

		void tell(String text);

	}

}
