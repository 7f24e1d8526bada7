package io.grest.ws.security;

import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.handshake.UpgradeRequest;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.web.server.WebFilterChainProxy;
import org.springframework.web.filter.reactive.ServerWebExchangeContextFilter;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.adapter.DefaultServerWebExchange;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import org.springframework.web.server.i18n.AcceptHeaderLocaleContextResolver;
import org.springframework.web.server.i18n.LocaleContextResolver;
import org.springframework.web.server.session.WebSessionManager;

/**
 * Authenticator that passes an exchange of its own through the security filter chain of
 * the application: the upgrade request again, with the client's in-band credentials.
 */
final class ChainAuthenticator implements SocketAuthenticator {

	private final WebFilter chain;

	private final ApplicationContext context;

	private final ServerCodecConfigurer codecs = ServerCodecConfigurer.create();

	private final LocaleContextResolver locales = new AcceptHeaderLocaleContextResolver();

	private ChainAuthenticator(WebFilter chain, ApplicationContext context) {
		this.chain = chain;
		this.context = context;
	}

	static ChainAuthenticator of(ApplicationContext context) {
		return new ChainAuthenticator(context.getBean(WebFilterChainProxy.class), context);
	}

	@Override
	public Mono<Authentication> authenticate(ServerHandshake handshake) {
		String credentials = handshake.header(HttpHeaders.AUTHORIZATION).orElse(null);
		return (credentials != null) ? Mono.defer(() -> judge(handshake.upgrade(), credentials)) : Mono.empty();
	}

	private Mono<Authentication> judge(UpgradeRequest upgrade, String credentials) {
		JudgedResponse response = new JudgedResponse();
		ServerWebExchange exchange = new DefaultServerWebExchange(new JudgedRequest(upgrade, credentials), response,
				(judged) -> session(upgrade, judged), this.codecs, this.locales, this.context);
		Verdict verdict = new Verdict(response);
		return this.chain.filter(exchange, verdict)
			.then(Mono.defer(verdict::authentication))
			.contextWrite((context) -> onlyOf(exchange, context));
	}

	/**
	 * Hide from the chain who the connection is already: only what it finds itself
	 * counts.
	 */
	private static Context onlyOf(ServerWebExchange exchange, Context context) {
		Context own = context.delete(SecurityContext.class)
			.delete(SecurityContext.class.getName())
			.put(ServerWebExchange.class, exchange);
		return own.hasKey(ServerWebExchangeContextFilter.EXCHANGE_CONTEXT_ATTRIBUTE)
				? own.put(ServerWebExchangeContextFilter.EXCHANGE_CONTEXT_ATTRIBUTE, exchange) : own;
	}

	private Mono<WebSession> session(UpgradeRequest upgrade, ServerWebExchange exchange) {
		WebSessionManager manager = upgrade.sessionId().isPresent() ? sessions() : null;
		return (manager != null) ? manager.getSession(exchange).map(DetachedSession::copyOf)
				: Mono.fromSupplier(DetachedSession::new);
	}

	private @Nullable WebSessionManager sessions() {
		return this.context.containsBean(WebHttpHandlerBuilder.WEB_SESSION_MANAGER_BEAN_NAME)
				? this.context.getBean(WebHttpHandlerBuilder.WEB_SESSION_MANAGER_BEAN_NAME, WebSessionManager.class)
				: null;
	}

	@Override
	public String toString() {
		return "Authenticator by the security filter chain";
	}

}
