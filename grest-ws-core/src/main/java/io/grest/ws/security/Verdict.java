package io.grest.ws.security;

import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotAuthorizedException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;

/**
 * End of a security filter chain, and what it has decided: a request that arrives here is
 * admitted, any other is refused by its response.
 */
final class Verdict implements WebFilterChain {

	private final ServerHttpResponse response;

	private volatile boolean admitted;

	private volatile @Nullable Authentication authentication;

	/**
	 * Create a verdict that is still open.
	 * @param response the response, as the filters answer it
	 */
	Verdict(ServerHttpResponse response) {
		this.response = response;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange) {
		this.admitted = true;
		return ReactiveSecurityContextHolder.getContext()
			.mapNotNull(SecurityContext::getAuthentication)
			.doOnNext((authentication) -> this.authentication = authentication)
			.then();
	}

	/**
	 * Return the authentication of an admitted request, or the error of a refused one.
	 * @return the authentication, or empty if the chain has found none
	 */
	Mono<Authentication> authentication() {
		return this.admitted ? Mono.justOrEmpty(this.authentication) : Mono.error(refusal());
	}

	private RuntimeException refusal() {
		HttpStatusCode status = this.response.getStatusCode();
		if (status != null && (status.is3xxRedirection() || status.isSameCodeAs(HttpStatus.UNAUTHORIZED)
		// A malformed header, by RFC 6750 section 3.1 and the firewall.
				|| status.isSameCodeAs(HttpStatus.BAD_REQUEST))) {
			return new NotAuthorizedException();
		}
		if (status != null && status.isSameCodeAs(HttpStatus.FORBIDDEN)) {
			return new ForbiddenException();
		}
		return new IllegalStateException("The security filter chain answered in-band credentials with "
				+ ((status != null) ? status : "no status"));
	}

}
