package io.grest.ws.samples.board;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.security.AuthenticationInterceptor;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.server.SecurityWebFilterChain;

/**
 * Configuration of the contract, and of who a client is.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
class BoardConfiguration {

	@Bean
	SocketContract<BoardServer, BoardClient> boardApi() {
		return SocketContract.define("BoardApi", BoardServer.class, BoardClient.class)
			.path("/ws/boards")
			.topic("board:{board}", (topic) -> topic.history())
			.use(AuthenticationInterceptor.class)
			.build();
	}

	@Bean
	SecurityWebFilterChain securityWebFilterChain(ServerHttpSecurity http) {
		return http.authorizeExchange((paths) -> paths.pathMatchers("/ws/**").permitAll().anyExchange().authenticated())
			.httpBasic(Customizer.withDefaults())
			.build();
	}

	@Bean
	MapReactiveUserDetailsService users() {
		return new MapReactiveUserDetailsService(User.withUsername("ann").password("{noop}ann").roles("USER").build());
	}

}
