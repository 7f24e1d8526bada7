package io.grest.ws.test.security;

import io.grest.ws.context.ContextKey;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.test.security.Desk.Seen;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Component;

/**
 * Interceptor that notes who arrives.
 */
@Component
class Doorman implements HandshakeInterceptor {

	static final ContextKey<Seen> ARRIVED = ContextKey.of("arrived", Seen.class);

	@Override
	public Mono<Void> process(ServerHandshake handshake) {
		return Users.everywhere(handshake.principal()).doOnNext((seen) -> handshake.set(ARRIVED, seen)).then();
	}

}
