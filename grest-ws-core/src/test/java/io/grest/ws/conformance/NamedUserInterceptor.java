package io.grest.ws.conformance;

import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;

/**
 * Takes a token for the name of the user.
 */
final class NamedUserInterceptor implements HandshakeInterceptor {

	@Override
	public void parseHandshake(ServerHandshake handshake) {
		String user = handshake.bearerToken().orElseThrow(NotAuthorizedException::new);
		handshake.authenticate(() -> user, null);
	}

}
