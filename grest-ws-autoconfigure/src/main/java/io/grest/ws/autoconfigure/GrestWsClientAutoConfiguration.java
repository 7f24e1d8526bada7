package io.grest.ws.autoconfigure;

import java.util.concurrent.Executor;

import io.grest.ws.client.SocketClients;
import io.grest.ws.client.SocketHttpClientCustomizer;
import io.grest.ws.client.SocketPool;
import io.grest.ws.contract.MethodValidator;
import io.grest.ws.error.SocketExceptionTranslator;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.observation.SocketObserver;
import io.grest.ws.protocol.PayloadCodec;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the clients of contracts, in any
 * application.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = GrestWsAutoConfiguration.class)
public final class GrestWsClientAutoConfiguration {

	private static final String PREFIX = "grest.ws.client";

	@Bean
	static ClientBeans grestWsClientBeans(ListableBeanFactory beanFactory, Environment environment) {
		return new ClientBeans(beanFactory, environment);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnClass(name = "reactor.netty.http.client.HttpClient")
	SocketPool grestWsPool(ClientBeans beans, GrestWsProperties properties, BeanFactory beanFactory, PayloadCodec codec,
			ObjectProvider<MethodValidator> validator, ObjectProvider<SocketMetrics> metrics,
			ObjectProvider<SocketObserver> observer, ObjectProvider<SocketContracts> contracts,
			@Qualifier(BlockingExecutorConfiguration.NAME) Executor blockingExecutor,
			ObjectProvider<SocketExceptionTranslator> translators, ObjectProvider<SslBundles> sslBundles,
			ObjectProvider<SocketHttpClientCustomizer> customizers) {
		ContractInterceptors interceptors = new ContractInterceptors(beanFactory, false);
		SocketPool.Builder builder = new Mapping(PREFIX)
			.map("max-connections", properties.client().maxConnections(), SocketPool.builder()::maxConnections)
			.codec(codec)
			.blockingExecutor(blockingExecutor)
			.translators(translators.orderedStream().toList())
			.validator(validator.getIfAvailable())
			.metrics(metrics.getIfAvailable(() -> SocketMetrics.NONE))
			.observer(observer.getIfAvailable())
			.options(properties.client().toOptions(PREFIX))
			.interceptors((type) -> interceptors.ofClient(type, () -> contracts.getObject().namesUsing(type)))
			.httpClientCustomizers(customizers.orderedStream().toList());
		if (properties.client().contracts().values().stream().anyMatch((contract) -> contract.ssl().isSet())) {
			builder.sslContexts(new ContractTls(properties.client().contracts(), sslBundles.getObject()));
		}
		return beans.configured(builder.build());
	}

	@Bean
	@ConditionalOnBean(SocketPool.class)
	@ConditionalOnMissingBean
	SocketClients grestWsClients(ClientBeans beans, SocketPool pool, GrestWsProperties properties) {
		return beans.configured(new SocketClients(pool, new ContractUrls(properties.client().contracts()),
				properties.client().reconnect().toOptions(PREFIX + ".reconnect")));
	}

	@Bean
	@ConditionalOnBean({ SocketClients.class, SocketPool.class })
	SocketClientLifecycle grestWsClientLifecycle(SocketClients clients, SocketPool pool) {
		return new SocketClientLifecycle(clients, pool);
	}

}
