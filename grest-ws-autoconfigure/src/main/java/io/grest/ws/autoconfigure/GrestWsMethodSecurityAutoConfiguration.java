package io.grest.ws.autoconfigure;

import io.grest.ws.security.SocketSecurity;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.security.authorization.method.PreAuthorizeReactiveAuthorizationManager;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the security context of calls,
 * and for the rules of contracts and handlers. Needs no {@code @EnableMethodSecurity}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = GrestWsServerAutoConfiguration.class)
@ConditionalOnClass(PreAuthorizeReactiveAuthorizationManager.class)
@ConditionalOnWebApplication(type = Type.REACTIVE)
public final class GrestWsMethodSecurityAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	SocketSecurity grestWsSecurity(ApplicationContext context) {
		return SocketSecurity.of(context);
	}

}
