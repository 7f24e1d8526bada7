package io.grest.ws.autoconfigure.browser;

import io.grest.ws.autoconfigure.GrestWsProperties;
import io.grest.ws.autoconfigure.GrestWsServerAutoConfiguration;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.generate.TypeScriptGenerator;
import io.grest.ws.protocol.PayloadCodec;
import io.grest.ws.server.AllowedOrigins;
import io.grest.ws.server.SocketHandlerMapping;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the generated clients at
 * {@code /grest-ws/}: one of each contract that the application serves, and the runtime
 * that they share.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = GrestWsServerAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.REACTIVE)
@ConditionalOnBooleanProperty(name = "grest.ws.browser.clients", matchIfMissing = true)
@ConditionalOnBean(SocketHandlerMapping.class)
@ImportRuntimeHints({ BrowserClients.Hints.class, ProseHints.class })
public final class GrestWsBrowserClientAutoConfiguration {

	@Bean
	BrowserClients grestWsBrowserClients(ObjectProvider<SocketHandlerMapping> mappings, PayloadCodec codec,
			Environment environment) {
		String basePath = GrestWsProperties.basePath(environment);
		return new BrowserClients(() -> mappings.stream()
			.flatMap((mapping) -> mapping.servers().stream())
			.<SocketContract<?, ?>>map((server) -> server.contract())
			.toList(), new TypeScriptGenerator(codec, basePath), basePath + "/grest-ws/");
	}

	@Bean
	RouterFunction<ServerResponse> grestWsBrowserClientFiles(BrowserClients clients, AllowedOrigins origins) {
		return ServedContent
			.route("/grest-ws/{name:[A-Za-z][A-Za-z0-9_]*}.{extension:js|js\\.map|d\\.ts|ts}", clients::respond)
			.filter(new SharedContent(origins)::apply);
	}

}
