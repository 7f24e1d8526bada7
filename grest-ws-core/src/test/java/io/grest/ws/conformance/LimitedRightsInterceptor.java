package io.grest.ws.conformance;

import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.grest.ws.context.ContextKey;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;

/**
 * Takes a token {@code USER:MILLIS} at its word.
 */
final class LimitedRightsInterceptor implements HandshakeInterceptor {

	static final ContextKey<Long> MILLIS = ContextKey.of("millis", Long.class);

	private static final Pattern TOKEN = Pattern.compile("([^:]+):(\\d{1,15})");

	@Override
	public void parseHandshake(ServerHandshake handshake) {
		Matcher token = TOKEN.matcher(handshake.bearerToken().orElse(""));
		if (!token.matches()) {
			throw new NotAuthorizedException();
		}
		long millis = Long.parseLong(token.group(2));
		handshake.authenticate(() -> token.group(1), Instant.now().plusMillis(millis));
		handshake.set(MILLIS, millis);
	}

}
