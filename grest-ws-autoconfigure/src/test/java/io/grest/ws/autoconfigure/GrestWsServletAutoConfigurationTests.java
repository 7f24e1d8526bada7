package io.grest.ws.autoconfigure;

import io.grest.ws.client.SocketPool;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.SocketHandler;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GrestWsServletAutoConfiguration}.
 */
class GrestWsServletAutoConfigurationTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(GrestWsAutoConfiguration.class,
			GrestWsTopicsAutoConfiguration.class, GrestWsClientAutoConfiguration.class,
			GrestWsServerAutoConfiguration.class, GrestWsServletAutoConfiguration.class);

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS);

	@Test
	void servletApplicationWithHandlersDoesNotStart() {
		this.contextRunner.withUserConfiguration(Handlers.class).run((context) -> {
			FailureAnalysis analysis = new SocketSetupFailureAnalyzer().analyze(context.getStartupFailure());
			assertThat(analysis.getDescription())
				.isEqualTo("WebFlux is required to serve 'first', 'second', but this is a servlet web application.");
			assertThat(analysis.getAction())
				.isEqualTo("Set spring.main.web-application-type=reactive, or remove spring-boot-starter-webmvc.");
		});
	}

	@Test
	void servletApplicationOfClientsStarts() {
		this.contextRunner.withBean(SocketContract.class, () -> Chat.define().build())
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(SocketPool.class));
	}

	@Test
	void applicationWithoutAServerStartsWithHandlers() {
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withUserConfiguration(Handlers.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Configuration(proxyBeanMethods = false)
	static class Handlers {

		@Bean
		SocketHandler<Chat.Server, Chat.Client> first() {
			return Chat.handler();
		}

		@Bean
		SocketHandler<Chat.Server, Chat.Client> second() {
			return Chat.handler();
		}

	}

}
