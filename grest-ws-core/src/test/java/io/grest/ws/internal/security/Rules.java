package io.grest.ws.internal.security;

import java.lang.reflect.Method;
import java.util.Arrays;

import io.grest.ws.internal.call.Caller;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;

/**
 * Callers, methods and applications for tests of rules.
 */
final class Rules {

	private Rules() {
	}

	static SpringCallSecurity security(Class<?>... configurations) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		if (configurations.length > 0) {
			context.register(configurations);
		}
		context.refresh();
		return new SpringCallSecurity(context);
	}

	static Caller user(String name, String... authorities) {
		return Caller.of(UsernamePasswordAuthenticationToken.authenticated(name, null,
				AuthorityUtils.createAuthorityList(authorities)), null);
	}

	/**
	 * Return the one method of an interface with a name, as reflection reports it.
	 */
	static Method method(Class<?> type, String name) {
		return Arrays.stream(type.getMethods())
			.filter((method) -> method.getName().equals(name) && !method.isBridge())
			.findFirst()
			.orElseThrow();
	}

}
