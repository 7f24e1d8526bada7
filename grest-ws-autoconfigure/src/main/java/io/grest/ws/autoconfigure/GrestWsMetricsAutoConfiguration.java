package io.grest.ws.autoconfigure;

import io.grest.ws.observation.MicrometerSocketMetrics;
import io.grest.ws.observation.SocketMetrics;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for meters, if there is a
 * {@code MeterRegistry}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = { GrestWsClientAutoConfiguration.class, GrestWsServerAutoConfiguration.class },
		afterName = { "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnBooleanProperty(name = "grest.ws.metrics.enabled", matchIfMissing = true)
public final class GrestWsMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	SocketMetrics grestWsMetrics(MeterRegistry registry) {
		return new MicrometerSocketMetrics(registry);
	}

}
