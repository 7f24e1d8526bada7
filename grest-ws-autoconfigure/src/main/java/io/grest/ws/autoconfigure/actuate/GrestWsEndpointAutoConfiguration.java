package io.grest.ws.autoconfigure.actuate;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

import io.grest.ws.autoconfigure.GrestWsClientAutoConfiguration;
import io.grest.ws.autoconfigure.GrestWsServerAutoConfiguration;
import io.grest.ws.autoconfigure.ResumeProperties;
import io.grest.ws.client.SocketPool;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.observation.SocketMetrics.Side;
import io.grest.ws.server.ActiveConnections;
import io.grest.ws.server.ClientVersions;
import io.grest.ws.server.SocketHandlerMapping;
import io.grest.ws.server.SocketServer;
import io.grest.ws.topic.SocketTopics;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.web.mappings.MappingsEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@code /actuator/grestws}, and
 * for the WebSocket endpoints in {@code /actuator/mappings}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { GrestWsServerAutoConfiguration.class, GrestWsClientAutoConfiguration.class })
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
public final class GrestWsEndpointAutoConfiguration {

	// As environment variables spell it, too. Whoever may see values makes no tokens.
	@Bean
	static SanitizingFunction grestWsSecretSanitizer() {
		String secret = plain(ResumeProperties.SECRET);
		return SanitizingFunction.sanitizeValue().ifKeyMatches((String key) -> plain(key).equals(secret));
	}

	private static String plain(String name) {
		return name.replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT);
	}

	// Nested, because the condition cannot be evaluated without actuator.
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnAvailableEndpoint(SocketsEndpoint.class)
	@EnableConfigurationProperties(SocketsEndpointProperties.class)
	static class EndpointConfiguration {

		@Bean
		@ConditionalOnMissingBean
		@RegisterReflectionForBinding(SocketsEndpoint.Sockets.class)
		@SuppressWarnings("unchecked")
		SocketsEndpoint grestWsEndpoint(ObjectProvider<SocketContract<?, ?>> contracts,
				ObjectProvider<ActiveConnections> servers, ObjectProvider<SocketHandlerMapping> mappings,
				ObjectProvider<SocketPool> pools, ObjectProvider<SocketTopics> topics,
				ObjectProvider<SanitizingFunction> sanitizingFunctions, SocketsEndpointProperties properties) {
			EndpointValues values = new EndpointValues(new Sanitizer(sanitizingFunctions.orderedStream().toList()),
					properties.showValues(), properties.roles());
			Supplier<Collection<SocketContract<?, ?>>> all = () -> contracts.stream().toList();
			SocketTopics known = topics.getIfAvailable();
			return new SocketsEndpoint(all, (contract) -> versions(mappings, contract),
					new OpenConnections(Map.of(Side.SERVER, connections(servers, ActiveConnections::connections),
							Side.CLIENT, connections(pools, SocketPool::connections)), values),
					(name) -> servers.stream().map((server) -> server.user(name)),
					(known != null) ? new NodeTopics(known, values) : null, values);
		}

		private static @Nullable ClientVersions versions(ObjectProvider<SocketHandlerMapping> mappings,
				SocketContract<?, ?> contract) {
			return mappings.stream()
				.flatMap((mapping) -> mapping.servers().stream())
				.filter((server) -> server.contract() == contract)
				.findFirst()
				.map(SocketServer::versions)
				.orElse(null);
		}

		// Of all beans: an application may have its own pools.
		private static <T> Supplier<Collection<SocketConnection<?>>> connections(ObjectProvider<T> owners,
				Function<T, Collection<SocketConnection<?>>> connections) {
			return () -> owners.stream()
				.map(connections)
				.<SocketConnection<?>>flatMap(Collection::stream)
				.distinct()
				.toList();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnAvailableEndpoint(MappingsEndpoint.class)
	@ConditionalOnBean(SocketHandlerMapping.class)
	static class MappingsConfiguration {

		@Bean
		@RegisterReflectionForBinding(SocketMappings.Endpoint.class)
		SocketMappings grestWsMappings() {
			return new SocketMappings();
		}

	}

}
