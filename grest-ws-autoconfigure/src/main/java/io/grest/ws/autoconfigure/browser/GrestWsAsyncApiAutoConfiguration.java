package io.grest.ws.autoconfigure.browser;

import io.grest.ws.autoconfigure.GrestWsServerAutoConfiguration;
import io.grest.ws.generate.asyncapi.AsyncApiGenerator;
import io.grest.ws.protocol.PayloadCodec;
import io.grest.ws.server.SocketHandlerMapping;
import io.grest.ws.topic.SocketTopics;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@code /asyncapi.json} and
 * {@code /asyncapi.yaml}, which describe the contracts that the application serves.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = GrestWsServerAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.REACTIVE)
@ConditionalOnBooleanProperty(name = "grest.ws.browser.asyncapi", matchIfMissing = true)
@ConditionalOnBean(SocketHandlerMapping.class)
@ImportRuntimeHints(ProseHints.class)
public final class GrestWsAsyncApiAutoConfiguration {

	@Bean
	AsyncApiDocument grestWsAsyncApiDocument(ObjectProvider<SocketHandlerMapping> mappings, PayloadCodec codec,
			ObjectProvider<SocketTopics> topics, Environment environment) {
		return new AsyncApiDocument(() -> {
			AsyncApiGenerator generator = AsyncApiGenerator.describe(
					environment.getProperty("spring.application.name", "WebSocket API"),
					environment.getProperty("spring.application.version", "0.0.0"));
			generator.mapper(codec.mapper());
			topics.ifAvailable((known) -> generator.retention(known::retention));
			mappings.stream()
				.flatMap((mapping) -> mapping.servers().stream())
				.forEach((server) -> generator.contract(server.contract(), server.interceptors()));
			return generator.generate();
		});
	}

	@Bean
	RouterFunction<ServerResponse> grestWsAsyncApiJson(AsyncApiDocument document) {
		return ServedContent.route("/asyncapi.json",
				(request) -> document.respond(request, MediaType.APPLICATION_JSON, JsonText::write));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.yaml.snakeyaml.Yaml")
	static class YamlConfiguration {

		@Bean
		RouterFunction<ServerResponse> grestWsAsyncApiYaml(AsyncApiDocument document) {
			return ServedContent.route("/asyncapi.yaml",
					(request) -> document.respond(request, MediaType.APPLICATION_YAML, YamlText::write));
		}

	}

}
