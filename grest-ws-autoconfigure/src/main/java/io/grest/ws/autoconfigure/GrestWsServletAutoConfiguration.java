package io.grest.ws.autoconfigure;

import io.grest.ws.server.ContractHandler;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for a servlet web application, which
 * cannot serve handlers. With a handler the application does not start, rather than start
 * without an endpoint.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = GrestWsAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnBean(ContractHandler.class)
public final class GrestWsServletAutoConfiguration {

	GrestWsServletAutoConfiguration(ListableBeanFactory beanFactory) {
		String handlers = String.join("', '", beanFactory.getBeanNamesForType(ContractHandler.class));
		throw new SocketSetupException(
				"WebFlux is required to serve '" + handlers + "', but this is a servlet web application.",
				"Set spring.main.web-application-type=reactive, or remove spring-boot-starter-webmvc.");
	}

}
