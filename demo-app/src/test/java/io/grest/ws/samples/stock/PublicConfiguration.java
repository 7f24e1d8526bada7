package io.grest.ws.samples.stock;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;

/**
 * Configuration that admits everybody. Other samples of this module have Spring Security
 * on the class path, which admits nobody by default.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
class PublicConfiguration {

	@Bean
	SecurityWebFilterChain everybody(ServerHttpSecurity http) {
		return http.authorizeExchange((paths) -> paths.anyExchange().permitAll()).build();
	}

}
