package io.grest.ws.autoconfigure.warmup;

import java.time.Duration;

import io.grest.ws.autoconfigure.GrestWsProperties;
import io.grest.ws.autoconfigure.GrestWsServerAutoConfiguration;
import io.grest.ws.protocol.PayloadCodec;
import io.grest.ws.server.ContractHandler;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.reactive.ConfigurableReactiveWebServerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the warm-up of a server that has
 * contracts.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = GrestWsServerAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.REACTIVE)
@ConditionalOnBean(ContractHandler.class)
public final class GrestWsWarmUpAutoConfiguration {

	private static final String PREFIX = "grest.ws.server";

	private static final String NAME = PREFIX + ".warm-up";

	private static final String NETTY = "org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory";

	private final Duration limit;

	GrestWsWarmUpAutoConfiguration(GrestWsProperties properties) {
		this.limit = properties.server().warmUp();
	}

	@Bean
	WebServerFactoryCustomizer<ConfigurableReactiveWebServerFactory> grestWsWarmUpCheck() {
		return (factory) -> {
			if (!this.limit.isZero() && !isNetty(factory)) {
				throw new InvalidConfigurationPropertyValueException(NAME, this.limit,
						"Only Reactor Netty is warmed up, and the server is a "
								+ ClassUtils.getShortName(factory.getClass())
								+ ". Remove the property, or use Reactor Netty.");
			}
		};
	}

	// Its class may be absent.
	private static boolean isNetty(Object factory) {
		for (Class<?> type = factory.getClass(); type != null; type = type.getSuperclass()) {
			if (type.getName().equals(NETTY)) {
				return true;
			}
		}
		return false;
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HttpServer.class, NettyReactiveWebServerFactory.class })
	static class NettyConfiguration {

		@Bean
		WarmUp grestWsWarmUp(GrestWsProperties properties, PayloadCodec codec, ApplicationContext context) {
			GrestWsProperties.Server server = properties.server();
			return new WarmUp(codec, server.toOptions(PREFIX), server.warmUp(), context);
		}

	}

}
