package io.grest.ws.redis;

import io.grest.ws.autoconfigure.GrestWsTopicsAutoConfiguration;
import io.grest.ws.redis.GrestWsClusterProperties.WhenDown;
import io.grest.ws.topic.engine.TopicEngine;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.StringUtils;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for topics that Redis carries
 * between nodes, by the application's own {@link LettuceConnectionFactory}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = DataRedisAutoConfiguration.class, before = GrestWsTopicsAutoConfiguration.class,
		afterName = { "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration" })
@ConditionalOnClass(LettuceConnectionFactory.class)
@ConditionalOnProperty(name = "grest.ws.cluster.engine", havingValue = "redis", matchIfMissing = true)
@ConditionalOnMissingBean(TopicEngine.class)
@EnableConfigurationProperties(GrestWsClusterProperties.class)
@ImportRuntimeHints(ScriptHints.class)
public final class GrestWsRedisAutoConfiguration {

	@Bean
	RedisTopicEngine grestWsRedisTopicEngine(ObjectProvider<RedisConnectionFactory> factories,
			ObjectProvider<DataRedisConnectionDetails> details, GrestWsClusterProperties properties,
			ObjectProvider<ClusterMetrics> metrics, Environment environment) {
		LettuceFactory factory = LettuceFactory.of(factories, details.getIfAvailable());
		return new RedisTopicEngine(factory::client, options(properties, environment, factory),
				metrics.getIfAvailable(() -> ClusterMetrics.NONE));
	}

	private static EngineOptions options(GrestWsClusterProperties properties, Environment environment,
			LettuceFactory factory) {
		String name = StringUtils.hasText(properties.name()) ? properties.name()
				: environment.getProperty("spring.application.name", "");
		if (!StringUtils.hasText(name)) {
			throw new RedisSetupException("The nodes of this application share topics by its name, and it has none.",
					"Set spring.application.name, or grest.ws.cluster.name.");
		}
		return new EngineOptions(name, properties.nodeLease(), factory.timeout(properties.nodeLease()),
				properties.whenDown() == WhenDown.LOCAL, properties.maxInFlight(), EngineOptions.MAX_MEMBERS,
				EngineOptions.LANE_SIZE);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	@ConditionalOnBooleanProperty(name = "grest.ws.metrics.enabled", matchIfMissing = true)
	static class MetricsConfiguration {

		@Bean
		@ConditionalOnBean(MeterRegistry.class)
		ClusterMetrics grestWsClusterMetrics(MeterRegistry registry) {
			return new MicrometerClusterMetrics(registry);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ ConditionalOnEnabledHealthIndicator.class, HealthContributor.class })
	static class HealthConfiguration {

		// Nested, because the condition cannot be evaluated without health.
		@Configuration(proxyBeanMethods = false)
		@ConditionalOnEnabledHealthIndicator("grestwscluster")
		static class EnabledConfiguration {

			@Bean
			@ConditionalOnMissingBean(name = { "grestwsClusterHealthIndicator", "grestwsClusterHealthContributor" })
			ClusterHealthIndicator grestwsClusterHealthContributor(RedisTopicEngine engine,
					GrestWsClusterProperties properties) {
				return new ClusterHealthIndicator(engine.availability(), properties.whenDown() == WhenDown.FAIL);
			}

		}

	}

}
