package io.grest.ws.autoconfigure;

import io.grest.ws.error.SocketExceptionTranslator;
import io.grest.ws.protocol.PayloadCodec;
import io.grest.ws.topic.SocketTopics;
import io.grest.ws.topic.SocketUserResolver;
import io.grest.ws.topic.Sockets;
import io.grest.ws.topic.engine.MemoryTopicEngine;
import io.grest.ws.topic.engine.TopicEngine;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for topics: {@link Sockets} for each
 * contract, on an engine in memory unless there is another one.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = GrestWsAutoConfiguration.class, before = GrestWsServerAutoConfiguration.class)
@EnableConfigurationProperties(TopicProperties.class)
public final class GrestWsTopicsAutoConfiguration {

	private static final String PREFIX = "grest.ws.topics";

	private static final String MEMORY = "memory";

	@Bean
	@ConditionalOnMissingBean
	TopicEngine grestWsTopicEngine(Environment environment) {
		String engine = environment.getProperty("grest.ws.cluster.engine", MEMORY);
		if (!engine.equalsIgnoreCase(MEMORY)) {
			throw new SocketSetupException("grest.ws.cluster.engine is '" + engine + "', but there is no such engine.",
					"Add the dependency io.grest:grest-ws-redis for 'redis', or remove the property.");
		}
		return new MemoryTopicEngine();
	}

	@Bean
	@ConditionalOnMissingBean
	SocketTopics grestWsTopics(TopicEngine engine, PayloadCodec codec, TopicProperties properties,
			GrestWsProperties shared, ObjectProvider<SocketUserResolver> user,
			ObjectProvider<SocketExceptionTranslator> translators) {
		properties.check(engine);
		SocketTopics.Builder builder = SocketTopics.builder()
			.engine(engine)
			.codec(codec)
			.retention(properties::toRetention)
			.detached(properties.detached().toOptions())
			.translators(translators.orderedStream().toList())
			.requestTimeout(shared.server().toOptions("grest.ws.server").requestTimeout());
		user.ifAvailable(builder::user);
		Mapping mapping = new Mapping(PREFIX);
		mapping.map("linger", properties.linger(), builder::linger);
		mapping.map("sync-interval", properties.syncInterval(), builder::syncInterval);
		mapping.map("window.max-size", properties.window().maxSize(), builder::window);
		mapping.map("presence.grace", properties.presence().grace(), builder::presenceGrace);
		return builder.build();
	}

	@Bean
	SocketTopicsLifecycle grestWsTopicsLifecycle(ConfigurableListableBeanFactory beanFactory, SocketTopics topics,
			TopicEngine engine) {
		return new SocketTopicsLifecycle(beanFactory, topics, engine);
	}

	@Bean
	static SocketsRegistrar grestWsSocketsRegistrar() {
		return new SocketsRegistrar();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	@ConditionalOnBooleanProperty(name = "grest.ws.metrics.enabled", matchIfMissing = true)
	static class MetricsConfiguration {

		@Bean
		MeterBinder grestWsTopicMeters(SocketTopics topics) {
			return new TopicMeters(topics);
		}

	}

}
