package io.grest.ws.autoconfigure;

import java.util.List;
import java.util.Set;

import io.grest.ws.client.SocketClients;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.observation.MicrometerSocketMetrics;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.observation.SocketMetrics.Side;
import io.grest.ws.server.SocketHandler;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GrestWsMetricsAutoConfiguration}.
 */
class GrestWsMetricsAutoConfigurationTests {

	private final ReactiveWebApplicationContextRunner withoutRegistry = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrestWsAutoConfiguration.class, GrestWsTopicsAutoConfiguration.class,
				GrestWsClientAutoConfiguration.class, GrestWsMetricsAutoConfiguration.class,
				GrestWsServerAutoConfiguration.class, WebFluxAutoConfiguration.class))
		.withUserConfiguration(ChatConfiguration.class);

	private final ReactiveWebApplicationContextRunner contextRunner = this.withoutRegistry
		.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class));

	@Test
	void serverOfAContractIsCountedFromItsStart() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasSingleBean(MicrometerSocketMetrics.class);
			assertThat(sides(context)).containsExactly("server");
		});
	}

	@Test
	void clientOfAContractIsCountedOnceThereIsOne() {
		this.contextRunner.run((context) -> {
			createClient(context);
			assertThat(sides(context)).containsExactlyInAnyOrder("client", "server");
		});
	}

	@Test
	void nothingIsCountedWhereThatIsSwitchedOff() {
		this.contextRunner.withPropertyValues("grest.ws.metrics.enabled=false").run((context) -> {
			createClient(context);
			assertThat(context).doesNotHaveBean(SocketMetrics.class);
			assertThat(sides(context)).isEmpty();
		});
	}

	@Test
	void nothingIsCountedWithoutARegistry() {
		this.withoutRegistry.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SocketMetrics.class));
	}

	@Test
	void nothingIsCountedWithoutMicrometer() {
		this.withoutRegistry.withClassLoader(new FilteredClassLoader(MeterRegistry.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SocketMetrics.class));
	}

	@Test
	void metricsOfTheApplicationWin() {
		SocketMetrics own = (contract, path, side, errors) -> new SocketMetrics.OfContract() {
		};
		this.contextRunner.withBean("own", SocketMetrics.class, () -> own).run((context) -> {
			assertThat(context.getBean(SocketMetrics.class)).isSameAs(own);
			assertThat(sides(context)).isEmpty();
		});
	}

	@Test
	void registryThatIsAddedLateHasAllMeters() {
		CompositeMeterRegistry composite = new CompositeMeterRegistry();
		this.withoutRegistry.withBean(MeterRegistry.class, () -> composite).run((context) -> {
			SimpleMeterRegistry late = new SimpleMeterRegistry();
			composite.add(late);
			context.getBean(SocketMetrics.class)
				.forContract("ChatApi", "/ws/ChatApi", Side.SERVER, Set.of())
				.opened(1_000);
			assertThat(late.get("grest.ws.connections.active").gauge().value()).isOne();
			assertThat(late.get("grest.ws.connections").tag("result", "OK").counter().count()).isOne();
			assertThat(late.get("grest.ws.requests").tag("method", "say").tag("result", "OK").counter().count())
				.isZero();
		});
	}

	private static void createClient(ApplicationContext context) {
		SocketContract<?, ?> contract = context.getBean(SocketContract.class);
		context.getBean(SocketClients.class).client(contract);
	}

	private static List<String> sides(ApplicationContext context) {
		return context.getBean(MeterRegistry.class)
			.find("grest.ws.connections.active")
			.tag("api", "ChatApi")
			.tag("path", "/ws/ChatApi")
			.gauges()
			.stream()
			.map((gauge) -> gauge.getId().getTag("side"))
			.toList();
	}

	@Configuration(proxyBeanMethods = false)
	static class ChatConfiguration {

		@Bean
		SocketContract<Chat.Server, Chat.Client> chatApi() {
			return Chat.define().build();
		}

		@Bean
		SocketHandler<Chat.Server, Chat.Client> chatHandler() {
			return Chat.handler();
		}

	}

}
