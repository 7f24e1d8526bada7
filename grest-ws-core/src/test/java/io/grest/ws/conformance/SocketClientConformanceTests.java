package io.grest.ws.conformance;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.grest.ws.client.ClientState;
import io.grest.ws.client.ReconnectOptions;
import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.client.SocketPool;
import io.grest.ws.connection.ConnectionOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The client's cases on a client that connects again.
 */
class SocketClientConformanceTests extends ClientConformanceTests {

	@Override
	TestedClient client(ConformanceCase conformanceCase, String url) {
		ConnectionOptions options = CaseLimits.connection(conformanceCase.options());
		SocketPool pool = SocketPool.builder().options(options).validator(ChatApplication.VALIDATOR).build();
		SocketClient<ChatServer, ChatClient> client = new SocketClients(pool, (any) -> url,
				conformanceCase.reconnect() ? ReconnectOptions.DEFAULTS : ReconnectOptions.NEVER)
			.builder(contract(conformanceCase))
			.handler(JavaClient.HANDLER)
			.build();
		return new JavaClient(client.connect().thenReturn(client.remote()), Mono.defer(client::close));
	}

	@Test
	@Timeout(60)
	void whoeverAsksWhileDisconnectedWaitsForTheNextAttempt() {
		ReconnectOptions soon = ReconnectOptions.builder()
			.baseDelay(Duration.ofMillis(300))
			.maxDelay(Duration.ofMillis(300))
			.maxRetries(-1)
			.jitter(0)
			.resetAfter(Duration.ZERO)
			.build();
		try (RawServer server = new RawServer()) {
			SocketClient<ChatServer, ChatClient> client = new SocketClients(SocketPool.builder().build(),
					(any) -> server.uri().toString(), soon)
				.client(ChatApi.OPEN);
			client.connect().subscribe(null, (ex) -> {
			});
			server.accept().drop();
			client.states()
				.filter((state) -> state.phase() == ClientState.Phase.DISCONNECTED)
				.blockFirst(RawPeer.TIMEOUT);
			CompletableFuture<?> connected = client.connect().toFuture();
			server.accept().send("k:::null");
			assertThat(connected).succeedsWithin(RawPeer.TIMEOUT);
			client.close().block(RawPeer.TIMEOUT);
		}
	}

}
