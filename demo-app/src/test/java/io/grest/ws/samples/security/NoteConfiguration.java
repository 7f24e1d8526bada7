package io.grest.ws.samples.security;

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

@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
class NoteConfiguration {

	@Bean
	SocketContract<NoteServer, NoteClient> noteApi() {
		return SocketContract.define("NoteApi", NoteServer.class, NoteClient.class)
			.path("/ws/notes")
			.use(AuthenticationInterceptor.class)
			.build();
	}

	@Bean
	SecurityWebFilterChain securityWebFilterChain(ServerHttpSecurity http) {
		return http.authorizeExchange((paths) -> paths.pathMatchers("/ws/**").permitAll().anyExchange().authenticated())
			.formLogin(Customizer.withDefaults())
			.httpBasic(Customizer.withDefaults())
			.build();
	}

	@Bean
	MapReactiveUserDetailsService users() {
		return new MapReactiveUserDetailsService(User.withUsername("ann").password("{noop}ann").roles("USER").build(),
				User.withUsername("eve").password("{noop}eve").roles("EDITOR").build());
	}

}
