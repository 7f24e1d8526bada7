package io.grest.ws.autoconfigure;

import io.grest.ws.contract.MethodValidator;
import io.grest.ws.error.SocketExceptionTranslator;
import io.grest.ws.protocol.PayloadCodec;
import jakarta.validation.Validator;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the servers and the clients of
 * contracts: JSON by the application's mapper, validation by its validator, threads for
 * handlers that block.
 *
 * @since 0.1.0
 */
@AutoConfiguration(afterName = { "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
		"org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration" })
@EnableConfigurationProperties(GrestWsProperties.class)
@Import(BlockingExecutorConfiguration.class)
public final class GrestWsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	PayloadCodec grestWsPayloadCodec(ObjectProvider<JsonMapper> mapper) {
		return new PayloadCodec(mapper.getIfAvailable(JsonMapper::new));
	}

	@Bean
	SocketExceptionTranslator grestWsSecurityTranslator() {
		return new SecurityTranslator();
	}

	@Bean
	SocketExceptionTranslator grestWsErrorResponseTranslator() {
		return new ErrorResponseTranslator();
	}

	@Bean
	SocketContracts grestWsContracts(ConfigurableListableBeanFactory beanFactory) {
		return new SocketContracts(new CandidateBeans(beanFactory));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Validator.class)
	static class ValidationConfiguration {

		@Bean
		@ConditionalOnBean(Validator.class)
		@ConditionalOnMissingBean
		MethodValidator grestWsMethodValidator(Validator validator) {
			return new MethodValidator(validator);
		}

	}

}
