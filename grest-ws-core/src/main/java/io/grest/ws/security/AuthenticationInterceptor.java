package io.grest.ws.security;

import java.security.Principal;
import java.util.List;

import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.SecurityScheme;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.internal.security.TokenEnds;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.util.Assert;

/**
 * Interceptor that authenticates clients by credentials within the handshake, usually its
 * in-band header {@code authorization}: a page cannot set headers of the upgrade request.
 * Name it in a contract: {@code .use(AuthenticationInterceptor.class)}.
 *
 * <p>
 * A client with valid credentials is who they say, whatever the upgrade request says.
 * Their rights end with an OAuth 2.0 token. A client without credentials is who has
 * authenticated the upgrade request; if that is nobody, it is rejected, unless this
 * interceptor {@linkplain #admittingAnonymous() admits} such clients. Whatever is wrong
 * with credentials, the client receives the same {@code NOT_AUTHORIZED}.
 *
 * <p>
 * On the client side this interceptor does nothing: a client sets the header itself. Safe
 * to use from any thread.
 *
 * @since 0.1.0
 */
public final class AuthenticationInterceptor implements HandshakeInterceptor {

	private static final AuthenticationTrustResolver TRUST = new AuthenticationTrustResolverImpl();

	private final SocketAuthenticator authenticator;

	private final boolean anonymous;

	private final boolean everywhere;

	/**
	 * Create an interceptor for the contracts that name it.
	 * @param authenticator judges the credentials
	 */
	public AuthenticationInterceptor(SocketAuthenticator authenticator) {
		this(authenticator, false, false);
	}

	private AuthenticationInterceptor(SocketAuthenticator authenticator, boolean anonymous, boolean everywhere) {
		Assert.notNull(authenticator, "Authenticator must not be null");
		this.authenticator = authenticator;
		this.anonymous = anonymous;
		this.everywhere = everywhere;
	}

	/**
	 * Return an interceptor that admits clients without credentials too. Credentials that
	 * are not valid are rejected all the same.
	 * @return a copy of this interceptor
	 */
	public AuthenticationInterceptor admittingAnonymous() {
		return new AuthenticationInterceptor(this.authenticator, true, this.everywhere);
	}

	/**
	 * Return an interceptor that applies to contracts that do not name it as well. Spring
	 * Boot leaves out those of the dialect {@code ENVELOPE}, which has no in-band
	 * headers.
	 * @return a copy of this interceptor
	 */
	public AuthenticationInterceptor forAllContracts() {
		return new AuthenticationInterceptor(this.authenticator, this.anonymous, true);
	}

	@Override
	public boolean supports(String contractName) {
		return this.everywhere;
	}

	@Override
	public List<SecurityScheme> security() {
		return List.of(SecurityScheme.bearer());
	}

	@Override
	public Mono<Void> process(ServerHandshake handshake) {
		return judged(handshake).filter(TRUST::isAuthenticated)
			.doOnNext((authentication) -> handshake.authenticate(authentication, TokenEnds.of(authentication)))
			.switchIfEmpty(Mono.defer(() -> withoutCredentials(handshake)))
			.then();
	}

	private Mono<Authentication> judged(ServerHandshake handshake) {
		return Mono.defer(() -> {
			Mono<Authentication> judged = this.authenticator.authenticate(handshake);
			Assert.state(judged != null,
					() -> this.authenticator + " returned null from authenticate: return Mono.empty()");
			return judged;
		}).onErrorMap(AuthenticationInterceptor::told);
	}

	// Without the cause or a message: what is wrong helps an attacker only.
	static Throwable told(Throwable failure) {
		if (failure instanceof AuthenticationException && !(failure instanceof AuthenticationServiceException)) {
			return new NotAuthorizedException();
		}
		return (failure instanceof AccessDeniedException) ? new ForbiddenException() : failure;
	}

	private Mono<Authentication> withoutCredentials(ServerHandshake handshake) {
		boolean admitted = handshake.header(HttpHeaders.AUTHORIZATION).isEmpty()
				&& (this.anonymous || isAuthenticated(handshake));
		return admitted ? Mono.empty() : Mono.error(new NotAuthorizedException());
	}

	/**
	 * Return whether a client has been authenticated so far, by the upgrade request or an
	 * interceptor.
	 */
	static boolean isAuthenticated(ServerHandshake handshake) {
		return handshake.principal().filter(AuthenticationInterceptor::isSomebody).isPresent();
	}

	private static boolean isSomebody(Principal principal) {
		return !(principal instanceof Authentication authentication) || TRUST.isAuthenticated(authentication);
	}

}
