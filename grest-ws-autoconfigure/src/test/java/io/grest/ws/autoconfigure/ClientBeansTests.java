package io.grest.ws.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.grest.ws.autoconfigure.Chat.Client;
import io.grest.ws.autoconfigure.Chat.Server;
import io.grest.ws.client.ReconnectOptions;
import io.grest.ws.client.SocketClients;
import io.grest.ws.client.SocketHttpClientCustomizer;
import io.grest.ws.client.SocketPool;
import io.grest.ws.client.SocketRequest;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.SocketHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.http.client.HttpClient;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Beans of an application that replace or customize those of clients.
 */
@ExtendWith(OutputCaptureExtension.class)
class ClientBeansTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrestWsAutoConfiguration.class, GrestWsClientAutoConfiguration.class,
				JacksonAutoConfiguration.class, SslAutoConfiguration.class));

	private static List<String> warnings(CapturedOutput output) {
		return output.getOut()
			.lines()
			.filter((line) -> line.contains("WARN") && line.contains("io.grest.ws.client"))
			.map((line) -> line.substring(line.indexOf(" : ") + 3).trim())
			.toList();
	}

	@Test
	void warnsOfPropertiesThatOwnPoolReplaces(CapturedOutput output) {
		this.contextRunner.withBean("own", SocketPool.class, () -> SocketPool.builder().build())
			.withPropertyValues("grest.ws.client.handshake-timeout=1s", "grest.ws.client.outbound.max-frames=10",
					"grest.ws.client.reconnect.jitter=0.1", "grest.ws.client.contracts.ChatApi.url=ws://localhost",
					"grest.ws.server.max-in-flight=7")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(warnings(output)).containsExactly("Ignored grest.ws.client.handshake-timeout,"
				+ " grest.ws.client.outbound.max-frames: the bean 'own' replaces the SocketPool that they configure;"
				+ " set them in the bean, and remove the properties");
	}

	@Test
	void warnsOfPropertiesThatOwnClientsReplace(CapturedOutput output) {
		SocketClients own = new SocketClients(SocketPool.builder().build(), (contract) -> null, ReconnectOptions.NEVER);
		this.contextRunner.withBean("own", SocketClients.class, () -> own)
			.withPropertyValues("grest.ws.client.handshake-timeout=1s", "grest.ws.client.reconnect.jitter=0.1",
					"grest.ws.client.contracts.chat.url=ws://localhost")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(warnings(output)).containsExactly("Ignored grest.ws.client.reconnect.jitter,"
				+ " grest.ws.client.contracts.chat.url: the bean 'own' replaces the SocketClients that they configure;"
				+ " set them in the bean, and remove the properties");
	}

	@Test
	void warnsOfCustomizersThatOwnPoolReplaces(CapturedOutput output) {
		this.contextRunner.withBean("own", SocketPool.class, () -> SocketPool.builder().build())
			.withBean("proxy", SocketHttpClientCustomizer.class, () -> (httpClient) -> httpClient)
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(warnings(output)).containsExactly("The auto-configuration does not apply proxy: the bean 'own'"
				+ " replaces the SocketPool; pass them to httpClientCustomizers(...) of its builder");
	}

	@Test
	void warnsOfNothingWithoutOwnBeans(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("grest.ws.client.handshake-timeout=1s", "grest.ws.client.reconnect.jitter=0.1",
					"grest.ws.client.contracts.chat.url=ws://localhost")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(warnings(output)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "own", "grestWsPool" })
	void refusesOwnPoolWithSslBundle(String name) {
		this.contextRunner.withBean(name, SocketPool.class, () -> SocketPool.builder().build())
			.withPropertyValues("grest.ws.client.contracts.chat.ssl.bundle=private")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(SocketSetupException.class)
				.hasMessage("The bean '" + name + "' replaces the SocketPool that applies"
						+ " grest.ws.client.contracts.chat.ssl.bundle, so connections would not have the TLS of the"
						+ " bundle."));
	}

	@Test
	void acceptsOwnPoolWithEmptySslBundle() {
		this.contextRunner.withBean("own", SocketPool.class, () -> SocketPool.builder().build())
			.withPropertyValues("grest.ws.client.contracts.chat.ssl.bundle=")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void customizesHttpClientInOrderBeforePropertiesAndHeaders(CapturedOutput output) {
		try (ConfigurableApplicationContext application = new SpringApplicationBuilder(Customized.class)
			.web(WebApplicationType.REACTIVE)
			.properties("server.port=0", "server.shutdown=immediate", "spring.reactor.netty.shutdown-quiet-period=0s",
					"grest.ws.client.max-frame-size=2KB")
			.run()) {
			Customized customized = application.getBean(Customized.class);
			application.getBean(SocketPool.class)
				.getOrConnect(SocketRequest.to(customized.chatApi())
					.url("ws://localhost:" + application.getEnvironment().getProperty("local.server.port"))
					.upgradeHeader("x-key", "request"))
				.block(TIMEOUT);
			assertThat(customized.connections).singleElement()
				.extracting((connection) -> connection.upgrade().headers())
				.satisfies((headers) -> {
					assertThat(headers.get("x-order")).containsExactly("first", "second");
					assertThat(headers.get("x-key")).containsExactly("request");
				});
			customized.connections.get(0).remote().said("x".repeat(3000));
			assertThat(output).contains("but the peer's limit is 2048");
		}
	}

	@Test
	void keepsTimeoutWhateverCustomizersDo() throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			this.contextRunner
				.withBean(SocketHttpClientCustomizer.class,
						() -> (httpClient) -> HttpClient.create().responseTimeout(Duration.ofMinutes(1)))
				.withPropertyValues("grest.ws.client.handshake-timeout=100ms")
				.run((context) -> {
					SocketPool pool = context.getBean(SocketPool.class);
					assertThatException()
						.isThrownBy(() -> pool.getOrConnect(
								SocketRequest.to(Chat.define().build()).url("ws://localhost:" + silent.getLocalPort()))
							.block(TIMEOUT))
						.withMessageContaining("No answer to the upgrade request to ws://localhost:"
								+ silent.getLocalPort() + "/ws/ChatApi within 100 ms");
				});
		}
	}

	@Test
	void refusesCustomizerThatReturnsNull() {
		this.contextRunner.withBean(SocketHttpClientCustomizer.class, () -> (httpClient) -> null)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageEndingWith(" must not return null"));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Customized {

		private final List<SocketConnection<Client>> connections = new CopyOnWriteArrayList<>();

		@Bean
		SocketContract<Server, Client> chatApi() {
			return Chat.define().build();
		}

		@Bean
		SocketHandler<Server, Client> chatHandler() {
			return (connection) -> {
				this.connections.add(connection);
				return (text) -> {
				};
			};
		}

		@Bean
		@Order(2)
		SocketHttpClientCustomizer second() {
			return (httpClient) -> httpClient.headers((headers) -> headers.add("x-order", "second").set("x-key", "2"));
		}

		@Bean
		@Order(1)
		SocketHttpClientCustomizer first() {
			return (httpClient) -> HttpClient.create()
				.headers((headers) -> headers.add("x-order", "first").set("x-key", "1"));
		}

	}

}
