package io.grest.ws.autoconfigure;

import java.util.concurrent.Executor;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.contract.MethodValidator;
import io.grest.ws.error.SocketExceptionTranslator;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.observation.SocketObserver;
import io.grest.ws.protocol.PayloadCodec;
import io.grest.ws.security.SocketSecurity;
import io.grest.ws.server.ActiveConnections;
import io.grest.ws.server.AllowedOrigins;
import io.grest.ws.server.ContractHandler;
import io.grest.ws.server.ResumableSessions;
import io.grest.ws.server.SocketHandlerAdapter;
import io.grest.ws.server.SocketHandlerMapping;
import io.grest.ws.server.UpgradeTimeout;
import io.grest.ws.topic.SocketTopics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import reactor.netty.http.server.HttpServer;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.core.env.Environment;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the servers of contracts: a
 * WebSocket endpoint for each handler, in addition to the application's own endpoints.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = GrestWsAutoConfiguration.class,
		afterName = "org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration")
@ConditionalOnWebApplication(type = Type.REACTIVE)
@EnableConfigurationProperties(ResumeProperties.class)
public final class GrestWsServerAutoConfiguration {

	private static final String PREFIX = "grest.ws.server";

	private final GrestWsProperties.Server properties;

	private final ConnectionOptions options;

	GrestWsServerAutoConfiguration(GrestWsProperties properties) {
		this.properties = properties.server();
		this.options = this.properties.toOptions(PREFIX);
		this.properties.checkWarmUp(PREFIX);
	}

	@Bean
	@ConditionalOnMissingBean
	ActiveConnections grestWsConnections() {
		return this.properties.toConnections(PREFIX);
	}

	@Bean
	@ConditionalOnMissingBean
	AllowedOrigins grestWsAllowedOrigins() {
		return this.properties.toAllowedOrigins(PREFIX);
	}

	@Bean
	@ConditionalOnMissingBean
	ResumableSessions grestWsSessions(ResumeProperties properties) {
		return properties.toSessions();
	}

	@Bean
	SocketServerLifecycle grestWsServerLifecycle(ActiveConnections connections,
			ObjectProvider<LifecycleProperties> lifecycle) {
		return new SocketServerLifecycle(connections, this.properties.toDrainWindow(PREFIX),
				lifecycle.getIfAvailable(LifecycleProperties::new).getTimeoutPerShutdownPhase());
	}

	@Bean
	ConnectionEventPublisher grestWsConnectionEvents(ApplicationEventPublisher publisher) {
		return new ConnectionEventPublisher(publisher);
	}

	@Bean
	SocketServerFactory grestWsServerFactory(BeanFactory beanFactory, PayloadCodec codec,
			ObjectProvider<MethodValidator> validator,
			@Qualifier("webFluxConversionService") ObjectProvider<ConversionService> conversionService,
			ObjectProvider<SocketMetrics> metrics, ObjectProvider<SocketObserver> observer,
			ActiveConnections connections, ResumableSessions sessions,
			@Qualifier(BlockingExecutorConfiguration.NAME) Executor blockingExecutor,
			ObjectProvider<SocketExceptionTranslator> translators, SocketTopics topics,
			ObjectProvider<SocketSecurity> security, ConnectionEventPublisher events) {
		return new SocketServerFactory(new ContractInterceptors(beanFactory, this.properties.security().inBand()),
				codec, validator.getIfAvailable(),
				conversionService.getIfAvailable(DefaultConversionService::getSharedInstance), this.options,
				metrics.getIfAvailable(() -> SocketMetrics.NONE), observer.getIfAvailable(), connections, sessions,
				blockingExecutor, translators.orderedStream().toList(), topics, security.getIfAvailable(), events);
	}

	@Bean
	SocketServers grestWsServers(ConfigurableListableBeanFactory beanFactory, SocketContracts contracts,
			SocketServerFactory factory, Environment environment) {
		return new SocketServers(new CandidateBeans(beanFactory), contracts, factory,
				GrestWsProperties.basePath(environment));
	}

	@Bean
	@ConditionalOnMissingBean
	SocketHandlerMapping grestWsHandlerMapping(SocketServers servers) {
		return servers.mapping();
	}

	@Bean
	@ConditionalOnMissingBean
	SocketHandlerAdapter grestWsHandlerAdapter(ActiveConnections connections, AllowedOrigins origins) {
		return new Mapping(PREFIX).map("compress", this.properties.compress(),
				(compress) -> new SocketHandlerAdapter(this.options.maxFrameSize(), compress, connections, origins));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	@ConditionalOnBooleanProperty(name = "grest.ws.metrics.enabled", matchIfMissing = true)
	static class MetricsConfiguration {

		@Bean
		MeterBinder grestWsSessionMeters(ResumableSessions sessions) {
			return new SessionMeters(sessions);
		}

		@Bean
		MeterBinder grestWsSetUpMeters(ActiveConnections connections) {
			return new SetUpMeters(connections);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HttpServer.class, NettyServerCustomizer.class })
	static class NettyConfiguration {

		private final UpgradeTimeout timeout;

		NettyConfiguration(GrestWsProperties properties) {
			this.timeout = new Mapping(PREFIX).map("upgrade-timeout", properties.server().upgradeTimeout(),
					UpgradeTimeout::new);
		}

		@Bean
		@ConditionalOnBean(ContractHandler.class)
		NettyServerCustomizer grestWsUpgradeTimeout() {
			return this.timeout::apply;
		}

		@Bean
		@ConditionalOnMissingBean
		NettyVersions grestWsNettyVersions() {
			return NettyVersions.present();
		}

		@Bean
		@ConditionalOnBean(ContractHandler.class)
		WebServerFactoryCustomizer<NettyReactiveWebServerFactory> grestWsNettyVersionsCheck(NettyVersions versions) {
			return (factory) -> versions.check();
		}

	}

}
