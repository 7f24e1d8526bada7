package io.grest.ws.autoconfigure.actuate;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.grest.ws.autoconfigure.GrestWsAutoConfiguration;
import io.grest.ws.autoconfigure.GrestWsClientAutoConfiguration;
import io.grest.ws.autoconfigure.GrestWsServerAutoConfiguration;
import io.grest.ws.autoconfigure.GrestWsTopicsAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

class GrestWsEndpointAutoConfigurationTests {

	private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrestWsAutoConfiguration.class, GrestWsTopicsAutoConfiguration.class,
				GrestWsServerAutoConfiguration.class, GrestWsClientAutoConfiguration.class,
				GrestWsEndpointAutoConfiguration.class));

	@Test
	void thereIsNoEndpointUnlessItIsExposed() {
		this.runner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SocketsEndpoint.class));
	}

	@Test
	void anExposedEndpointIsThere() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=grestws")
			.run((context) -> assertThat(context).hasSingleBean(SocketsEndpoint.class));
	}

	@Test
	void accessCanBeTakenAway() {
		this.runner
			.withPropertyValues("management.endpoints.web.exposure.include=grestws",
					"management.endpoint.grestws.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(SocketsEndpoint.class));
	}

	@Test
	void anEndpointOfTheApplicationTakesItsPlace() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=grestws")
			.withUserConfiguration(OwnEndpoint.class)
			.run((context) -> assertThat(context).hasSingleBean(SocketsEndpoint.class).hasBean("ownEndpoint"));
	}

	@Test
	void thereIsNoneWithoutActuator() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
			.withPropertyValues("management.endpoints.web.exposure.include=grestws")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean("grestWsEndpoint")
				.doesNotHaveBean("grestWsMappings"));
	}

	@Test
	void describesMappingsOnlyWhereTheyAreExposed() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(SocketMappings.class));
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=mappings")
			.run((context) -> assertThat(context).hasSingleBean(SocketMappings.class)
				.doesNotHaveBean(SocketsEndpoint.class));
	}

	@Test
	void aWayOfShowingThatDoesNotExistStopsTheStart() {
		this.runner
			.withPropertyValues("management.endpoints.web.exposure.include=grestws",
					"management.endpoint.grestws.show-values=sometimes")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("sometimes"));
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnEndpoint {

		@Bean
		SocketsEndpoint ownEndpoint() {
			EndpointValues values = new EndpointValues(new Sanitizer(), Show.NEVER, Set.of());
			return new SocketsEndpoint(List::of, (contract) -> null, new OpenConnections(Map.of(), values),
					(name) -> Stream.empty(), null, values);
		}

	}

}
