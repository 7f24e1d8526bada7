package io.grest.ws.test.autoconfigure;

import io.grest.ws.test.TesterPrincipals;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of a tester for each contract.
 */
@AutoConfiguration
class SocketTesterAutoConfiguration {

	@Bean
	static SocketTesterRegistrar grestWsTesterRegistrar() {
		return new SocketTesterRegistrar();
	}

	@Bean
	@ConditionalOnMissingBean
	TesterPrincipals grestWsTesterPrincipals() {
		return new TesterPrincipals();
	}

	@Bean(SocketTesters.BEAN_NAME)
	SocketTesters grestWsTesters(ConfigurableListableBeanFactory beanFactory, Environment environment) {
		return new SocketTesters(beanFactory, environment);
	}

}
