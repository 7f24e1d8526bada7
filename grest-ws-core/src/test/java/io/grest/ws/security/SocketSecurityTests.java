package io.grest.ws.security;

import io.grest.ws.internal.call.CallSecurity;
import org.junit.jupiter.api.Test;

import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Security as a server receives it.
 */
class SocketSecurityTests {

	@Test
	void isSecurityOfCalls() {
		GenericApplicationContext context = new GenericApplicationContext();
		context.refresh();
		assertThat(SocketSecurity.of(context)).isInstanceOf(CallSecurity.class);
	}

}
