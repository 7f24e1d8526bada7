package io.grest.ws.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.server.SocketHandler;
import io.micrometer.context.ContextRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.MDC;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.WebFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a filter of the application writes into the Reactor context, and the application
 * has told Micrometer of, is in the MDC of handlers.
 */
@Timeout(120)
class GrestWsThreadLocalsTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	@BeforeEach
	void tellOfTenant() {
		ContextRegistry.getInstance()
			.registerThreadLocalAccessor("tenant", () -> MDC.get("tenant"), (tenant) -> MDC.put("tenant", tenant),
					() -> MDC.remove("tenant"));
	}

	// Both are of the whole virtual machine.
	@AfterEach
	void forgetTenant() {
		ContextRegistry.getInstance().removeThreadLocalAccessor("tenant");
		Hooks.disableAutomaticContextPropagation();
	}

	@ParameterizedTest
	@CsvSource({ "auto, acme", "limited, none" })
	void handlersFindThemWhereTheyRun(String propagation, String later) {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.REACTIVE)
			.properties("server.port=0", "spring.reactor.netty.shutdown-quiet-period=0s", "server.shutdown=immediate",
					"spring.reactor.context-propagation=" + propagation)
			.run()) {
			ask(context);
			assertThat(context.getBean(Application.class).seen).isEqualTo(Map.of("interceptor", "acme", "connect",
					"acme", "handler", "acme", "its Mono", "acme", "its Mono, later", later));
			assertThat(MDC.get("tenant")).isNull();
		}
	}

	private static void ask(ConfigurableApplicationContext context) {
		int port = ((WebServerApplicationContext) context).getWebServer().getPort();
		@SuppressWarnings("unchecked")
		SocketContract<Server, Client> contract = context.getBean(SocketContract.class);
		SocketClient<Server, Client> client = context.getBean(SocketClients.class)
			.client(contract, (request) -> request.url("ws://localhost:" + port));
		assertThat(client.remote().ask().block(TIMEOUT)).isEqualTo("done");
		client.close().block(TIMEOUT);
	}

	interface Server {

		Mono<String> ask();

	}

	interface Client {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		private final Map<String, String> seen = new ConcurrentHashMap<>();

		private void note(String where) {
			String tenant = MDC.get("tenant");
			this.seen.put(where, (tenant != null) ? tenant : "none");
		}

		@Bean
		WebFilter tenantFilter() {
			return (exchange, chain) -> chain.filter(exchange).contextWrite((context) -> context.put("tenant", "acme"));
		}

		@Bean
		SocketContract<Server, Client> api() {
			return SocketContract.define("Api", Server.class, Client.class).path("/api").build();
		}

		@Bean
		HandshakeInterceptor interceptor() {
			return new HandshakeInterceptor() {

				@Override
				public void parseHandshake(ServerHandshake handshake) {
					note("interceptor");
				}

			};
		}

		@Bean
		SocketHandler<Server, Client> handler() {
			return (connection) -> {
				note("connect");
				return () -> {
					note("handler");
					return Mono.fromRunnable(() -> note("its Mono"))
						.then(Mono.delay(Duration.ofMillis(1), Schedulers.boundedElastic()))
						.doOnNext((tick) -> note("its Mono, later"))
						.thenReturn("done");
				};
			};
		}

	}

}
