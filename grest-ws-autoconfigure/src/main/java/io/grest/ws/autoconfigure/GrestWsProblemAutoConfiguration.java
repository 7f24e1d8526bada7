package io.grest.ws.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the problems that REST
 * controllers of WebFlux and of Spring MVC answer with if their call of a contract fails.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnWebApplication
public final class GrestWsProblemAutoConfiguration {

	@Bean
	PeerProblems grestWsPeerProblems() {
		return new PeerProblems();
	}

}
