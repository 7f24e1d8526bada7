package io.grest.ws.server;

import java.util.Optional;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationContext;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import org.springframework.web.server.session.DefaultWebSessionManager;
import org.springframework.web.server.session.WebSessionManager;

/**
 * Access to the HTTP sessions that requests carry.
 */
final class Sessions {

	private Sessions() {
	}

	/**
	 * Continue with the id of the session that a request carries, or with {@code null} if
	 * it carries none that has started. No session is created, which a request without
	 * the cookie would cause, and which takes another thread.
	 */
	static Mono<Void> resolve(ServerWebExchange exchange, Function<@Nullable String, Mono<Void>> continuation) {
		if (!isCarriedBy(exchange)) {
			return continuation.apply(null);
		}
		return exchange.getSession()
			.filter(WebSession::isStarted)
			.<Optional<String>>map((session) -> Optional.of(session.getId()))
			.defaultIfEmpty(Optional.empty())
			.flatMap((id) -> continuation.apply(id.orElse(null)));
	}

	private static boolean isCarriedBy(ServerWebExchange exchange) {
		ApplicationContext context = exchange.getApplicationContext();
		if (context == null || !context.containsBean(WebHttpHandlerBuilder.WEB_SESSION_MANAGER_BEAN_NAME)) {
			return false;
		}
		WebSessionManager manager = context.getBean(WebHttpHandlerBuilder.WEB_SESSION_MANAGER_BEAN_NAME,
				WebSessionManager.class);
		return !(manager instanceof DefaultWebSessionManager known)
				|| !known.getSessionIdResolver().resolveSessionIds(exchange).isEmpty();
	}

}
