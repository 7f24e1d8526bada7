package io.grest.ws.autoconfigure;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.grest.ws.client.SocketClients;
import io.grest.ws.client.SocketHttpClientCustomizer;
import io.grest.ws.client.SocketPool;
import io.grest.ws.internal.Loggers;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;

/**
 * Check of the beans that replace those of the auto-configuration: properties that would
 * configure the replaced bean are without effect. They are logged once at WARN; with an
 * SSL bundle among them the bean is refused, before anything connects without it.
 */
final class ClientBeans implements BeanPostProcessor {

	private static final Log logger = LogFactory.getLog(Loggers.CLIENT);

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("grest.ws.client");

	private static final int CHILD = PREFIX.getNumberOfElements();

	private final ListableBeanFactory beanFactory;

	private final Environment environment;

	private volatile @Nullable SocketPool pool;

	private volatile @Nullable SocketClients clients;

	ClientBeans(ListableBeanFactory beanFactory, Environment environment) {
		this.beanFactory = beanFactory;
		this.environment = environment;
	}

	/**
	 * Set the pool that the properties configure.
	 */
	SocketPool configured(SocketPool pool) {
		this.pool = pool;
		return pool;
	}

	/**
	 * Set the clients that the properties configure.
	 */
	SocketClients configured(SocketClients clients) {
		this.clients = clients;
		return clients;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof SocketPool && bean != this.pool) {
			refuseWithSslBundle(beanName);
			warn(beanName, SocketPool.class, properties((name) -> !ofClients(name) && !is(name, "contracts")));
			warnOfCustomizers(beanName);
		}
		if (bean instanceof SocketClients && bean != this.clients) {
			warn(beanName, SocketClients.class, properties(ClientBeans::ofClients));
		}
		return bean;
	}

	private void refuseWithSslBundle(String beanName) {
		Set<String> bundles = this.beanFactory.getBean(GrestWsProperties.class)
			.client()
			.contracts()
			.entrySet()
			.stream()
			.filter((contract) -> contract.getValue().ssl().isSet())
			.map(Map.Entry::getKey)
			.map(ContractTls::property)
			.collect(Collectors.toCollection(LinkedHashSet::new));
		if (!bundles.isEmpty()) {
			throw new SocketSetupException(
					"The bean '" + beanName + "' replaces the SocketPool that applies " + String.join(", ", bundles)
							+ ", so connections would not have the TLS of the bundle.",
					"Remove the bean, and customize the pool by SocketHttpClientCustomizer beans. Or set TLS in the"
							+ " bean, and the property to an empty value.");
		}
	}

	private void warn(String beanName, Class<?> type, Collection<String> names) {
		if (!names.isEmpty()) {
			logger.warn("Ignored " + String.join(", ", names) + ": the bean '" + beanName + "' replaces the "
					+ type.getSimpleName() + " that they configure; set them in the bean, and remove the properties");
		}
	}

	private void warnOfCustomizers(String beanName) {
		String[] customizers = this.beanFactory.getBeanNamesForType(SocketHttpClientCustomizer.class, true, false);
		if (customizers.length > 0) {
			logger.warn("The auto-configuration does not apply " + String.join(", ", customizers) + ": the bean '"
					+ beanName + "' replaces the SocketPool; pass them to httpClientCustomizers(...) of its builder");
		}
	}

	private Set<String> properties(Predicate<ConfigurationPropertyName> filter) {
		Set<ConfigurationPropertyName> names = new LinkedHashSet<>();
		ConfigurationPropertySources.get(this.environment).forEach((source) -> {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				iterable.stream().filter(PREFIX::isAncestorOf).filter(filter).forEach(names::add);
			}
		});
		return names.stream()
			.map(ConfigurationPropertyName::toString)
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	private static boolean ofClients(ConfigurationPropertyName name) {
		return is(name, "reconnect") || is(name, "contracts") && "url".equals(name.getLastElement(Form.UNIFORM));
	}

	private static boolean is(ConfigurationPropertyName name, String child) {
		return child.equals(name.getElement(CHILD, Form.UNIFORM));
	}

}
