package io.grest.ws.autoconfigure.actuate;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import io.grest.ws.autoconfigure.GrestWsAutoConfiguration;
import io.grest.ws.autoconfigure.GrestWsClientAutoConfiguration;
import io.grest.ws.autoconfigure.GrestWsServerAutoConfiguration;
import io.grest.ws.autoconfigure.GrestWsTopicsAutoConfiguration;
import io.grest.ws.autoconfigure.actuate.EndpointApplication.OtherClient;
import io.grest.ws.autoconfigure.actuate.EndpointApplication.OtherServer;
import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.ActiveConnections;
import io.grest.ws.server.SocketHandler;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GrestWsHealthContributorAutoConfiguration}.
 */
class GrestWsHealthContributorAutoConfigurationTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrestWsAutoConfiguration.class, GrestWsTopicsAutoConfiguration.class,
				GrestWsServerAutoConfiguration.class, GrestWsClientAutoConfiguration.class,
				GrestWsHealthContributorAutoConfiguration.class));

	@Test
	void healthIsContributed() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(SocketsHealthIndicator.class));
	}

	@Test
	void nothingIsContributedWhereThatIsSwitchedOff() {
		this.runner.withPropertyValues("management.health.grestws.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SocketsHealthIndicator.class));
	}

	@Test
	void nothingIsContributedWithoutHealth() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("grestwsHealthContributor"));
	}

	@Test
	void contributorOfTheApplicationTakesItsPlace() {
		this.runner.withBean("grestwsHealthIndicator", HealthIndicator.class, () -> () -> Health.unknown().build())
			.run((context) -> assertThat(context).doesNotHaveBean(SocketsHealthIndicator.class));
	}

	@Test
	void negativeToleranceStopsTheStart() {
		this.runner.withPropertyValues("grest.ws.client.contracts.ChatApi.tolerance=-1s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("grest.ws.client.contracts.ChatApi.tolerance"));
	}

	@Test
	void applicationIsUpWithCountsAndOutOfServiceWhileItDrains() throws Exception {
		try (ConfigurableApplicationContext context = start()) {
			String url = "http://localhost:" + context.getEnvironment().getProperty("local.server.port");
			SocketContract<OtherServer, OtherClient> contract = context.getBean(Application.class).contract;
			SocketClient<OtherServer, OtherClient> client = context.getBean(SocketClients.class)
				.client(contract, (request) -> request.url(url.replace("http", "ws")));
			client.connect().block(TIMEOUT);
			HttpResponse<String> up = get(url + "/actuator/health/grestws");
			assertThat(up.statusCode()).isEqualTo(200);
			assertThat(up.body()).contains("\"status\":\"UP\"", "\"connections\":1",
					"\"clients\":{\"OtherApi\":{\"OPEN\":1}}");
			assertThat(get(url + "/actuator/health/readiness").statusCode()).isEqualTo(200);
			context.getBean(ActiveConnections.class).drain(Duration.ZERO, TIMEOUT).block(TIMEOUT);
			HttpResponse<String> draining = get(url + "/actuator/health/readiness");
			assertThat(draining.statusCode()).isEqualTo(503);
			assertThat(draining.body()).contains("\"status\":\"OUT_OF_SERVICE\"", "\"draining\":true");
			client.close().block(TIMEOUT);
		}
	}

	private static ConfigurableApplicationContext start() {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.REACTIVE)
			.properties("server.port=0", "server.shutdown=immediate", "spring.reactor.netty.shutdown-quiet-period=0s",
					"management.endpoint.health.show-details=always",
					"management.endpoint.health.group.readiness.include=readinessState,grestws",
					"management.endpoint.health.group.readiness.show-details=always",
					"management.endpoint.health.group.readiness.show-components=always")
			.run();
	}

	private static HttpResponse<String> get(String url) throws Exception {
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		private final SocketContract<OtherServer, OtherClient> contract = SocketContract
			.define("OtherApi", OtherServer.class, OtherClient.class)
			.path("/ws/other")
			.build();

		@Bean
		SocketContract<OtherServer, OtherClient> otherApi() {
			return this.contract;
		}

		@Bean
		SocketHandler<OtherServer, OtherClient> others() {
			return (connection) -> () -> {
			};
		}

	}

}
