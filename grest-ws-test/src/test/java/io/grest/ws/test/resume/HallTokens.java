package io.grest.ws.test.resume;

import io.grest.ws.context.ContextKey;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.handshake.ClientHandshake;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Component;

/**
 * Rejects clients with a bad token.
 */
@Component
public class HallTokens implements HandshakeInterceptor {

	static final ContextKey<String> TOKEN = ContextKey.of("token", String.class);

	@Override
	public Mono<Void> updateHandshake(ClientHandshake handshake) {
		TOKEN.find().ifPresent((token) -> handshake.header("authorization", "Bearer " + token));
		return Mono.empty();
	}

	@Override
	public Mono<Void> process(ServerHandshake handshake) {
		return handshake.bearerToken().filter("bad"::equals).isPresent()
				? Mono.error(new NotAuthorizedException("Bad token")) : Mono.empty();
	}

}
