package io.grest.ws.conformance;

import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;

/**
 * Lets in whoever knows the secret, by in-band header or by cookie.
 */
public final class SecretInterceptor implements HandshakeInterceptor {

	@Override
	public void parseHandshake(ServerHandshake handshake) {
		boolean byHeader = handshake.header("authorization").filter("Bearer secret"::equals).isPresent();
		boolean byCookie = handshake.upgrade().cookie("session").filter("secret"::equals).isPresent();
		if (!byHeader && !byCookie) {
			throw new NotAuthorizedException();
		}
	}

}
