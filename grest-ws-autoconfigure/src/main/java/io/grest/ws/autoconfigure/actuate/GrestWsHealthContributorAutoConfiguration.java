package io.grest.ws.autoconfigure.actuate;

import java.time.Clock;

import io.grest.ws.autoconfigure.GrestWsAutoConfiguration;
import io.grest.ws.autoconfigure.GrestWsClientAutoConfiguration;
import io.grest.ws.autoconfigure.GrestWsProperties;
import io.grest.ws.autoconfigure.GrestWsServerAutoConfiguration;
import io.grest.ws.client.SocketClients;
import io.grest.ws.server.ActiveConnections;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the health of servers and
 * clients of contracts.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { GrestWsAutoConfiguration.class, GrestWsServerAutoConfiguration.class,
		GrestWsClientAutoConfiguration.class })
@ConditionalOnClass({ ConditionalOnEnabledHealthIndicator.class, HealthContributor.class })
public final class GrestWsHealthContributorAutoConfiguration {

	// Nested, because the condition cannot be evaluated without health.
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnEnabledHealthIndicator("grestws")
	static class HealthConfiguration {

		@Bean
		@ConditionalOnBean(GrestWsProperties.class)
		@ConditionalOnMissingBean(name = { "grestwsHealthIndicator", "grestwsHealthContributor" })
		SocketsHealthIndicator grestwsHealthContributor(ObjectProvider<ActiveConnections> servers,
				ObjectProvider<SocketClients> clients, GrestWsProperties properties) {
			return new SocketsHealthIndicator(servers, clients, new RequiredContracts(properties.client().contracts()),
					Clock.systemUTC());
		}

	}

}
