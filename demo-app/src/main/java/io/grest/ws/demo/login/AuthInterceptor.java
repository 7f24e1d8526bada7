package io.grest.ws.demo.login;

import java.util.List;

import io.grest.ws.context.ContextKey;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.handshake.ClientHandshake;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.SecurityScheme;
import io.grest.ws.handshake.ServerHandshake;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Interceptor that sends a token on the client, unless the request has its own, and
 * checks the token on the server.
 */
@Component
public class AuthInterceptor implements HandshakeInterceptor {

	/**
	 * The authenticated user.
	 */
	public static final ContextKey<User> USER = ContextKey.of("user", User.class);

	private static final ContextKey<String> TOKEN = ContextKey.of("token", String.class);

	private final Users users;

	private final Tokens tokens;

	AuthInterceptor(Users users, Tokens tokens) {
		this.users = users;
		this.tokens = tokens;
	}

	@Override
	public List<SecurityScheme> security() {
		return List.of(SecurityScheme.bearer());
	}

	@Override
	public Mono<Void> updateHandshake(ClientHandshake handshake) {
		if (!handshake.headers().containsKey(HttpHeaders.AUTHORIZATION)) {
			handshake.header(HttpHeaders.AUTHORIZATION, "Bearer " + this.tokens.current());
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
		return this.users.byToken(handshake.get(TOKEN))
			.switchIfEmpty(Mono.error(NotAuthorizedException::new))
			.doOnNext((user) -> handshake.set(USER, user))
			.then();
	}

}
