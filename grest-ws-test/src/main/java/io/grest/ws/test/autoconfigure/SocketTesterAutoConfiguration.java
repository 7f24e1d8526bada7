package io.grest.ws.test.autoconfigure;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
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

	@Bean(SocketTesters.BEAN_NAME)
	SocketTesters grestWsTesters(ConfigurableListableBeanFactory beanFactory, Environment environment) {
		return new SocketTesters(beanFactory, environment);
	}

}
