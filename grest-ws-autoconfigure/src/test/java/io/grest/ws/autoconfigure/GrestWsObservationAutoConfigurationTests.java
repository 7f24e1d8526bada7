package io.grest.ws.autoconfigure;

import java.net.URI;

import io.grest.ws.micrometer.ClientHandshakeContext;
import io.grest.ws.micrometer.ClientHandshakeConvention;
import io.grest.ws.micrometer.MicrometerObserver;
import io.grest.ws.observation.SocketObserver;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationTextPublisher;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.junit.jupiter.api.Test;
import reactor.util.context.Context;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GrestWsObservationAutoConfiguration}.
 */
class GrestWsObservationAutoConfigurationTests {

	private final ReactiveWebApplicationContextRunner withoutRegistry = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrestWsAutoConfiguration.class, GrestWsTopicsAutoConfiguration.class,
				GrestWsClientAutoConfiguration.class, GrestWsObservationAutoConfiguration.class,
				GrestWsServerAutoConfiguration.class, WebFluxAutoConfiguration.class));

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final ReactiveWebApplicationContextRunner contextRunner = this.withoutRegistry
		.withBean(ObservationRegistry.class, () -> this.registry);

	@Test
	void observesWhereThereIsARegistry() {
		this.contextRunner.run((context) -> {
			observeHandshake(context.getBean(SocketObserver.class));
			TestObservationRegistryAssert.assertThat(this.registry)
				.hasObservationWithNameEqualTo("grest.ws.client.handshake")
				.that()
				.hasLowCardinalityKeyValue("api", "ChatApi");
		});
	}

	@Test
	void observesNothingForARegistryWithoutHandlers() {
		this.withoutRegistry.withConfiguration(AutoConfigurations.of(ObservationAutoConfiguration.class))
			.run((context) -> assertThat(context.getBean(MicrometerObserver.class).isActive()).isFalse());
	}

	@Test
	void observesNothingWhereOnlyTimersWouldBeMadeOfIt() {
		this.contextRunner
			.withBean(DefaultMeterObservationHandler.class,
					() -> new DefaultMeterObservationHandler(new SimpleMeterRegistry()))
			.run((context) -> assertThat(context.getBean(MicrometerObserver.class).isActive()).isFalse());
	}

	@Test
	void observesWhereTimersAreNotAllThatIsMadeOfIt() {
		this.contextRunner
			.withBean(DefaultMeterObservationHandler.class,
					() -> new DefaultMeterObservationHandler(new SimpleMeterRegistry()))
			.withBean(ObservationTextPublisher.class, () -> new ObservationTextPublisher())
			.run((context) -> assertThat(context.getBean(MicrometerObserver.class).isActive()).isTrue());
	}

	@Test
	void observesNothingWhereThatIsSwitchedOff() {
		this.contextRunner.withPropertyValues("grest.ws.observations.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SocketObserver.class));
	}

	@Test
	void observesNothingWithoutARegistry() {
		this.withoutRegistry.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SocketObserver.class));
	}

	@Test
	void observesNothingWithoutMicrometer() {
		this.withoutRegistry.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SocketObserver.class));
	}

	@Test
	void conventionOfTheApplicationWins() {
		this.contextRunner.withBean(ClientHandshakeConvention.class, () -> new ClientHandshakeConvention.Default() {

			@Override
			public String getContextualName(ClientHandshakeContext context) {
				return "to " + context.getUri().getHost();
			}

		}).run((context) -> {
			observeHandshake(context.getBean(SocketObserver.class));
			TestObservationRegistryAssert.assertThat(this.registry)
				.hasObservationWithNameEqualTo("grest.ws.client.handshake")
				.that()
				.hasContextualNameEqualTo("to chat.example.org");
		});
	}

	@Test
	void observerOfTheApplicationWins() {
		MicrometerObserver own = new MicrometerObserver(ObservationRegistry.NOOP);
		this.contextRunner.withBean("own", SocketObserver.class, () -> own)
			.run((context) -> assertThat(context.getBean(SocketObserver.class)).isSameAs(own));
	}

	private static void observeHandshake(SocketObserver observer) {
		observer.clientHandshake("ChatApi", "/ws/chat", URI.create("ws://chat.example.org/ws/chat"), (name, value) -> {
		}, Context.empty()).ended("OK", null);
	}

}
