package io.grest.ws.autoconfigure.actuate;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.ContractResume;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.ActiveConnections;
import io.grest.ws.server.SocketHandler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * {@code /actuator/grestws} of a server whose client has lost its socket.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.reactor.netty.shutdown-quiet-period=0s", "server.shutdown=immediate",
				"management.endpoints.web.exposure.include=grestws" })
class DetachedConnectionsTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	@LocalServerPort
	private int port;

	@Autowired
	private ActiveConnections active;

	@Test
	void showsConnectionWhoseClientIsAway() {
		Client client = new Client();
		WebSocket socket = HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.buildAsync(URI.create("ws://localhost:" + this.port + "/ws/chat"), client)
			.join();
		socket.sendText("h:::{\"grest-ws-extensions\":\"resume\"}", true).join();
		assertThat(client.accepted.asMono().block(TIMEOUT)).contains("\"session\":\"new\"");
		expect("OPEN", 0);
		SocketConnection<?> connection = this.active.connections().iterator().next();
		long before = connection.status().receivedBytes();
		socket.sendText("m:ChatApi.say::\"heard\"", true).join();
		await().atMost(TIMEOUT).until(() -> connection.status().receivedBytes() > before);
		socket.abort();
		await().atMost(TIMEOUT).until(() -> connection.status().state() == SocketConnection.State.DETACHED);
		expect("DETACHED", 1);
		connection.close();
		assertThat(this.active.connections()).isEmpty();
	}

	private void expect(String state, int detached) {
		WebTestClient.BodyContentSpec body = WebTestClient.bindToServer()
			.baseUrl("http://localhost:" + this.port + "/actuator/grestws")
			.build()
			.get()
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody();
		body.jsonPath("$.server.total").isEqualTo(1);
		body.jsonPath("$.server.detached").isEqualTo(detached);
		body.jsonPath("$.server.connections[0].state").isEqualTo(state);
		body.jsonPath("$.client.detached").isEqualTo(0);
	}

	private static final class Client implements WebSocket.Listener {

		private final Sinks.One<String> accepted = Sinks.one();

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
			this.accepted.tryEmitValue(data.toString());
			webSocket.request(1);
			return null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		SocketContract<ChatServer, ChatClient> chatApi() {
			return SocketContract.define("ChatApi", ChatServer.class, ChatClient.class)
				.path("/ws/chat")
				.resume(ContractResume.Builder::anonymous)
				.build();
		}

		@Bean
		SocketHandler<ChatServer, ChatClient> chatHandler() {
			return (connection) -> (text) -> {
			};
		}

	}

	interface ChatServer {

		void say(String text);

	}

	interface ChatClient {

	}

}
