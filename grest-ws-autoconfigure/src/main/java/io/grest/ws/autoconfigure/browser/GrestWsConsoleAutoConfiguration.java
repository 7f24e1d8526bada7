package io.grest.ws.autoconfigure.browser;

import io.grest.ws.autoconfigure.GrestWsProperties;
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
 * {@link EnableAutoConfiguration Auto-configuration} for the console for developers at
 * {@code /grest-ws/}, if {@code grest.ws.browser.console} is {@code true}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = GrestWsAsyncApiAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.REACTIVE)
@ConditionalOnBooleanProperty("grest.ws.browser.console")
@ConditionalOnBean(SocketHandlerMapping.class)
@ImportRuntimeHints({ Console.Hints.class, BrowserClients.Hints.class })
public final class GrestWsConsoleAutoConfiguration {

	@Bean
	RouterFunction<ServerResponse> grestWsConsole(ObjectProvider<AsyncApiDocument> document, Environment environment) {
		return new Console(document.getIfAvailable() != null, GrestWsProperties.basePath(environment)).routes();
	}

}
