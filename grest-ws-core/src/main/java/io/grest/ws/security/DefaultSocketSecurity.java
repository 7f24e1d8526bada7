package io.grest.ws.security;

import io.grest.ws.internal.security.SpringCallSecurity;

import org.springframework.context.ApplicationContext;

/**
 * Security that the server reads as its {@code CallSecurity}.
 */
final class DefaultSocketSecurity extends SpringCallSecurity implements SocketSecurity {

	DefaultSocketSecurity(ApplicationContext context) {
		super(context);
	}

}
