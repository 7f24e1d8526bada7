package io.grest.ws.test;

import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import org.springframework.core.Ordered;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.util.ClassUtils;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Filter of a server on a port, by which it learns who the testers of the same process
 * are. It runs before Spring Security, whose chain then decides as for a user that has
 * logged in. For a test's server only.
 *
 * <p>
 * A tester sends a random id with the upgrade request, which serves once, and only while
 * that tester connects. An upgrade request without one is judged by what itself says: the
 * user of {@code @WithMockUser} is not passed on to clients that are not testers.
 *
 * <p>
 * To Spring Security, a principal that is not an {@code Authentication} is authenticated
 * and has no authorities. Thread-safe.
 *
 * @since 0.1.0
 * @see SocketTester#as
 */
public final class TesterPrincipals implements WebFilter, Ordered {

	static final String HEADER = "Grest-Ws-Tester";

	private static final boolean SECURITY_PRESENT = ClassUtils.isPresent(
			"org.springframework.security.core.context.ReactiveSecurityContextHolder",
			TesterPrincipals.class.getClassLoader());

	private final Map<String, Principal> connecting = new ConcurrentHashMap<>();

	Pass pass(Principal principal) {
		String id = UUID.randomUUID().toString();
		this.connecting.put(id, principal);
		return new Pass(id, () -> this.connecting.remove(id));
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		ServerHttpRequest request = exchange.getRequest();
		if (!isUpgrade(request)) {
			return chain.filter(exchange);
		}
		String id = request.getHeaders().getFirst(HEADER);
		Principal principal = (id != null) ? this.connecting.remove(id) : null;
		Mono<Void> rest = chain.filter((principal != null) ? of(principal, exchange) : exchange);
		return SECURITY_PRESENT ? rest.contextWrite((context) -> Security.of(principal, context)) : rest;
	}

	// RFC 8441 section 4: CONNECT in HTTP/2
	private static boolean isUpgrade(ServerHttpRequest request) {
		return "websocket".equalsIgnoreCase(request.getHeaders().getUpgrade())
				|| request.getMethod().equals(HttpMethod.valueOf("CONNECT"));
	}

	// The application does not see the header.
	private static ServerWebExchange of(Principal principal, ServerWebExchange exchange) {
		return exchange.mutate()
			.request((request) -> request.headers((headers) -> headers.remove(HEADER)))
			.principal(Mono.just(principal))
			.build();
	}

	/**
	 * Return the highest precedence.
	 */
	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	/**
	 * One-time right to connect as a principal.
	 *
	 * @param id the id that the tester sends
	 * @param withdrawal an action that makes the id invalid
	 */
	record Pass(String id, Runnable withdrawal) {

		void withdraw() {
			this.withdrawal.run();
		}

	}

	/**
	 * Isolated use of Spring Security, which is optional.
	 */
	private static final class Security {

		/**
		 * Set the security context. For nobody, remove the one that {@code @WithMockUser}
		 * adds by a hook to whatever is subscribed to in this process.
		 */
		static Context of(@Nullable Principal principal, Context context) {
			Context empty = context.delete(SecurityContext.class).delete(SecurityContext.class.getName());
			return (principal != null)
					? empty
						.putAll(ReactiveSecurityContextHolder.withAuthentication(authentication(principal)).readOnly())
					: empty;
		}

		private static Authentication authentication(Principal principal) {
			return (principal instanceof Authentication authentication) ? authentication
					: UsernamePasswordAuthenticationToken.authenticated(principal, null, List.of());
		}

	}

}
