package io.grest.ws.test.autoconfigure;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.annotation.Bean;
import org.springframework.format.support.DefaultFormattingConversionService;
import org.springframework.format.support.FormattingConversionService;
import org.springframework.web.reactive.config.WebFluxConfigurer;

/**
 * Auto-configuration of a slice without a web server: the part of WebFlux that
 * connections need.
 */
@AutoConfiguration(beforeName = "io.grest.ws.autoconfigure.GrestWsServerAutoConfiguration")
@ConditionalOnProperty(name = GrestWsTestContextBootstrapper.TRANSPORT_PROPERTY, havingValue = "IN_MEMORY")
class InMemoryAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "webFluxConversionService")
	FormattingConversionService webFluxConversionService(ListableBeanFactory beanFactory,
			ObjectProvider<WebFluxConfigurer> configurers) {
		FormattingConversionService service = new DefaultFormattingConversionService();
		ApplicationConversionService.addBeans(service, beanFactory);
		configurers.orderedStream().forEach((configurer) -> configurer.addFormatters(service));
		return service;
	}

}
