package io.grest.ws.demo.samples;

import java.security.Principal;
import java.time.Instant;
import java.util.List;

import io.grest.ws.context.ContextKey;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.handshake.ClientHandshake;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.SecurityScheme;
import io.grest.ws.handshake.ServerHandshake;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;

/**
 * Sample of an interceptor with tokens of its own. The demo leaves that to Spring
 * Security.
 */
public class TokenInterceptor implements HandshakeInterceptor {

	public static final ContextKey<User> USER = ContextKey.of("user", User.class);

	private static final ContextKey<String> TOKEN = ContextKey.of("token", String.class);

	private final Tokens tokens;

	TokenInterceptor(Tokens tokens) {
		this.tokens = tokens;
	}

	@Override
	public List<SecurityScheme> security() {
		return List.of(SecurityScheme.bearer());
	}

	@Override
	public Mono<Void> updateHandshake(ClientHandshake handshake) {
		if (!handshake.headers().containsKey(HttpHeaders.AUTHORIZATION)) {
			handshake.header(HttpHeaders.AUTHORIZATION, "Bearer " + this.tokens.own());
		}
		return Mono.empty();
	}

	@Override
	public void parseHandshake(ServerHandshake handshake) {
		String token = handshake.bearerToken().orElseThrow(NotAuthorizedException::new);
		handshake.set(TOKEN, token);
	}

	@Override
	public Mono<Void> process(ServerHandshake handshake) {
		return this.tokens.find(handshake.get(TOKEN))
			.switchIfEmpty(Mono.error(NotAuthorizedException::new))
			.doOnNext((user) -> handshake.set(USER, user))
			.doOnNext((user) -> handshake.authenticate(user, user.expiresAt()))
			.then();
	}

	/**
	 * Tokens of an application.
	 */
	interface Tokens {

		String own();

		Mono<User> find(String token);

	}

	/**
	 * User of an application.
	 */
	public record User(String name, Instant expiresAt) implements Principal {

		@Override
		public String getName() {
			return this.name;
		}

	}

}
