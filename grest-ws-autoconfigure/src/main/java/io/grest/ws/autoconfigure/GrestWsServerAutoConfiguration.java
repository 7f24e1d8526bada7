package io.grest.ws.autoconfigure;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.contract.MethodValidator;
import io.grest.ws.protocol.PayloadCodec;
import io.grest.ws.server.SocketHandlerAdapter;
import io.grest.ws.server.SocketHandlerMapping;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.support.DefaultConversionService;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of the server's side of contracts: a
 * WebSocket endpoint for each handler, beside those of the application.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = GrestWsAutoConfiguration.class,
		afterName = "org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration")
@ConditionalOnWebApplication(type = Type.REACTIVE)
public final class GrestWsServerAutoConfiguration {

	private final ConnectionOptions options;

	GrestWsServerAutoConfiguration(GrestWsProperties properties) {
		this.options = properties.server().toOptions("grest.ws.server");
	}

	@Bean
	SocketServerFactory grestWsServerFactory(BeanFactory beanFactory, PayloadCodec codec,
			ObjectProvider<MethodValidator> validator,
			@Qualifier("webFluxConversionService") ObjectProvider<ConversionService> conversionService) {
		return new SocketServerFactory(new ContractInterceptors(beanFactory), codec, validator.getIfAvailable(),
				conversionService.getIfAvailable(DefaultConversionService::getSharedInstance), this.options);
	}

	@Bean
	SocketServers grestWsServers(ConfigurableListableBeanFactory beanFactory, SocketContracts contracts,
			SocketServerFactory factory) {
		return new SocketServers(new CandidateBeans(beanFactory), contracts, factory);
	}

	@Bean
	@ConditionalOnMissingBean
	SocketHandlerMapping grestWsHandlerMapping(SocketServers servers) {
		return new SocketHandlerMapping(servers.all());
	}

	@Bean
	@ConditionalOnMissingBean
	SocketHandlerAdapter grestWsHandlerAdapter() {
		return new SocketHandlerAdapter(this.options.maxFrameSize());
	}

}
