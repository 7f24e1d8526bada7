package io.grest.ws.autoconfigure;

import io.grest.ws.server.SocketHandler;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of a servlet web application, where
 * handlers are not served: it does not start with one, rather than to open nothing.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = GrestWsAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnBean(SocketHandler.class)
public final class GrestWsServletAutoConfiguration {

	GrestWsServletAutoConfiguration(ListableBeanFactory beanFactory) {
		String handlers = String.join("', '", beanFactory.getBeanNamesForType(SocketHandler.class));
		throw new SocketSetupException(
				"WebFlux is required to serve '" + handlers + "', but this is a servlet web application.",
				"Set spring.main.web-application-type=reactive, or remove spring-boot-starter-webmvc.");
	}

}
