package io.grest.ws.demo.login;

import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;

import org.springframework.stereotype.Component;

/**
 * Interceptor that ends a connection with the log-in that it was opened with.
 */
@Component
class LoginEnd implements HandshakeInterceptor {

	@Override
	public void parseHandshake(ServerHandshake handshake) {
		handshake.principal()
			.ifPresent(
					(user) -> LoginToken.loginOf(user).ifPresent((login) -> handshake.authenticate(user, login.end())));
	}

}
