package io.grest.ws.conformance;

import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;

/**
 * Rejects a client that asks for it by the in-band header {@code refuse: chat}.
 */
final class RefusingInterceptor implements HandshakeInterceptor {

	@Override
	public void parseHandshake(ServerHandshake handshake) {
		if (handshake.header("refuse").filter("chat"::equals).isPresent()) {
			throw new NotAuthorizedException();
		}
	}

}
