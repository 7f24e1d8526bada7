package io.grest.ws.autoconfigure;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.grest.ws.autoconfigure.Chat.Client;
import io.grest.ws.autoconfigure.Chat.Server;
import io.grest.ws.client.ClientState;
import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.client.SocketPool;
import io.grest.ws.client.SocketRequest;
import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.ClientHandshake;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.server.SocketHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application of a client, and one of its server.
 */
class GrestWsClientApplicationTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final BlockingQueue<ServerHandshake> handshakes = new LinkedBlockingQueue<>();

	private static final BlockingQueue<CloseReason> closed = new LinkedBlockingQueue<>();

	private static ConfigurableApplicationContext server;

	private static String url;

	@BeforeAll
	static void startServer() {
		server = new SpringApplicationBuilder(ServerApplication.class).web(WebApplicationType.REACTIVE)
			.properties("server.port=0", "server.shutdown=immediate", "spring.reactor.netty.shutdown-quiet-period=0s")
			.run();
		url = "ws://localhost:" + server.getEnvironment().getProperty("local.server.port");
	}

	@AfterAll
	static void stopServer() {
		server.close();
	}

	@BeforeEach
	void forget() {
		handshakes.clear();
		closed.clear();
	}

	@Test
	void clientConnectsToTheUrlOfItsContract() {
		try (ConfigurableApplicationContext application = startClient()) {
			assertThat(application.getBean(SocketClient.class).connect().block(TIMEOUT)).isNotNull();
		}
	}

	@Test
	void clientRunsOnlyTheInterceptorsThatItsContractNames() throws InterruptedException {
		try (ConfigurableApplicationContext application = startClient()) {
			application.getBean(SocketClient.class).connect().block(TIMEOUT);
			assertThat(handshakes.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS).headers()).containsOnlyKeys("used");
		}
	}

	@Test
	void clientsAreClosedForGoodWithTheApplication() throws InterruptedException {
		SocketClient<?, ?> client;
		try (ConfigurableApplicationContext application = startClient()) {
			client = application.getBean(SocketClient.class);
			client.connect().block(TIMEOUT);
		}
		assertThat(closed.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS).code()).isEqualTo(1000);
		assertThat(client.state().phase()).isEqualTo(ClientState.Phase.CLOSED);
	}

	@Test
	void pooledConnectionsAreClosedWithTheApplication() throws InterruptedException {
		SocketPool pool;
		try (ConfigurableApplicationContext application = startClient()) {
			pool = application.getBean(SocketPool.class);
			pool.getOrConnect(SocketRequest.to(application.getBean(ClientApplication.class).chatApi()).url(url))
				.block(TIMEOUT);
			assertThat(pool.size()).isEqualTo(1);
		}
		assertThat(closed.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS).code()).isEqualTo(1000);
		assertThat(pool.keys()).isEmpty();
	}

	private static ConfigurableApplicationContext startClient() {
		return new SpringApplicationBuilder(ClientApplication.class).web(WebApplicationType.NONE)
			.properties("grest.ws.client.contracts.ChatApi.url=" + url)
			.run();
	}

	static class Used implements HandshakeInterceptor {

		@Override
		public Mono<Void> updateHandshake(ClientHandshake handshake) {
			handshake.header("Used", "there");
			return Mono.empty();
		}

	}

	static class Other implements HandshakeInterceptor {

		@Override
		public Mono<Void> updateHandshake(ClientHandshake handshake) {
			handshake.header("Other", "there");
			return Mono.empty();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class ClientApplication {

		@Bean
		SocketContract<Server, Client> chatApi() {
			return Chat.define().use(Used.class).build();
		}

		@Bean
		SocketClient<Server, Client> chat(SocketClients clients, SocketContract<Server, Client> chatApi) {
			return clients.client(chatApi);
		}

		@Bean
		Used used() {
			return new Used();
		}

		@Bean
		HandshakeInterceptor other() {
			return new Other();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class ServerApplication {

		@Bean
		SocketContract<Server, Client> chatApi() {
			return Chat.define().build();
		}

		@Bean
		SocketHandler<Server, Client> chatHandler() {
			return (SocketConnection<Client> connection) -> {
				connection.onClose(closed::add);
				return (text) -> {
				};
			};
		}

		@Bean
		HandshakeInterceptor recorder() {
			return new HandshakeInterceptor() {

				@Override
				public void parseHandshake(ServerHandshake handshake) {
					handshakes.add(handshake);
				}

			};
		}

	}

}
