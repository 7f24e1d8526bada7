package io.grest.ws.autoconfigure;

import java.time.Duration;
import java.util.Map;

import io.grest.ws.autoconfigure.GrestWsProperties.Contract;
import io.grest.ws.autoconfigure.GrestWsProperties.Ssl;
import io.grest.ws.client.ReconnectOptions;
import io.grest.ws.client.SocketClients;
import io.grest.ws.client.SocketPool;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.contract.MethodValidator;
import io.grest.ws.protocol.PayloadCodec;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GrestWsClientAutoConfiguration}.
 */
class GrestWsClientAutoConfigurationTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(GrestWsAutoConfiguration.class,
			GrestWsClientAutoConfiguration.class, JacksonAutoConfiguration.class, ValidationAutoConfiguration.class);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS);

	@Test
	void anyApplicationHasAPoolAndClients() {
		this.contextRunner
			.run((context) -> assertThat(context).hasSingleBean(SocketPool.class).hasSingleBean(SocketClients.class));
	}

	@Test
	void webApplicationHasAPoolAndClients() {
		new ReactiveWebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.run((context) -> assertThat(context).hasSingleBean(SocketPool.class).hasSingleBean(SocketClients.class));
	}

	@Test
	void backsOffWithoutReactorNetty() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("reactor.netty"))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(SocketPool.class)
				.doesNotHaveBean(SocketClients.class));
	}

	@Test
	void poolOfTheApplicationWinsAndOpensTheConnectionsOfClients() {
		SocketPool own = SocketPool.builder().build();
		this.contextRunner.withClassLoader(new FilteredClassLoader("reactor.netty"))
			.withBean("own", SocketPool.class, () -> own)
			.run((context) -> {
				assertThat(context.getBean(SocketPool.class)).isSameAs(own);
				assertThat(context.getBean(SocketClients.class)).hasFieldOrPropertyWithValue("pool", own);
			});
	}

	@Test
	void clientsOfTheApplicationWin() {
		SocketClients own = new SocketClients(SocketPool.builder().build(), (contract) -> null, ReconnectOptions.NEVER);
		this.contextRunner.withBean("own", SocketClients.class, () -> own)
			.run((context) -> assertThat(context.getBean(SocketClients.class)).isSameAs(own));
	}

	@Test
	void poolUsesTheCodecAndTheValidator() {
		this.contextRunner.run((context) -> assertThat(context.getBean(SocketPool.class))
			.hasFieldOrPropertyWithValue("openings.payloads.mapper", context.getBean(PayloadCodec.class).mapper())
			.hasFieldOrPropertyWithValue("openings.validator", context.getBean(MethodValidator.class)));
	}

	@Test
	void poolDoesNotValidateWithoutBeanValidation() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("jakarta.validation"))
			.run((context) -> assertThat(context.getBean(SocketPool.class))
				.hasFieldOrPropertyWithValue("openings.validator", null));
	}

	@Test
	void limitsAreTheDefaultsOfConnections() {
		this.contextRunner.run((context) -> assertThat(context.getBean(SocketPool.class)).extracting("openings.options")
			.usingRecursiveComparison()
			.isEqualTo(ConnectionOptions.CLIENT_DEFAULTS));
	}

	@Test
	void limitsAreThoseOfTheClientProperties() {
		this.contextRunner
			.withPropertyValues("grest.ws.client.max-frame-size=2MB", "grest.ws.server.max-frame-size=1MB")
			.run((context) -> assertThat(context.getBean(SocketPool.class)).extracting("openings.options")
				.usingRecursiveComparison()
				.isEqualTo(ConnectionOptions.builder().maxFrameSize(DataSize.ofMegabytes(2)).build()));
	}

	@Test
	void poolHoldsAsManyConnectionsAsTheClientProperties() {
		this.contextRunner.withPropertyValues("grest.ws.client.max-connections=3")
			.run((context) -> assertThat(context.getBean(SocketPool.class))
				.hasFieldOrPropertyWithValue("pooled.maxConnections", 3));
	}

	@Test
	void clientsReconnectByDefault() {
		this.contextRunner.run((context) -> assertThat(context.getBean(SocketClients.class)).extracting("reconnect")
			.usingRecursiveComparison()
			.isEqualTo(ReconnectOptions.DEFAULTS));
	}

	@Test
	void clientsReconnectAsTheClientProperties() {
		this.contextRunner
			.withPropertyValues("grest.ws.client.reconnect.max-retries=3", "grest.ws.client.reconnect.max-delay=5s")
			.run((context) -> assertThat(context.getBean(SocketClients.class)).extracting("reconnect")
				.usingRecursiveComparison()
				.isEqualTo(ReconnectOptions.builder()
					.baseDelay(Duration.ofSeconds(1))
					.maxDelay(Duration.ofSeconds(5))
					.maxRetries(3)
					.jitter(0.5)
					.resetAfter(Duration.ofSeconds(10))
					.build()));
	}

	@Test
	void urlIsFoundByTheNameOfTheContractInAnyCase() {
		ContractUrls urls = new ContractUrls(
				Map.of("chatapi", new Contract("wss://example.org/base", false, Duration.ofMinutes(1), new Ssl(null))));
		assertThat(urls.apply(Chat.define().build())).isEqualTo("wss://example.org/base");
		assertThat(urls.apply(Chat.define("OtherApi").build())).isNull();
	}

	@Test
	void contractMayBeNamedWithoutAUrl() {
		assertThat(new ContractUrls(Map.of("ChatApi", new Contract(null, false, Duration.ofMinutes(1), new Ssl(null))))
			.apply(Chat.define().build())).isNull();
	}

}
