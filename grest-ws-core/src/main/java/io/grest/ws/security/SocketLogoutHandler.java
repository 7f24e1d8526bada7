package io.grest.ws.security;

import java.util.Collection;
import java.util.function.Supplier;

import io.grest.ws.connection.SocketConnection;
import reactor.core.publisher.Mono;

import org.springframework.security.core.Authentication;
import org.springframework.security.web.server.WebFilterExchange;
import org.springframework.security.web.server.authentication.logout.ServerLogoutHandler;
import org.springframework.util.Assert;

/**
 * Logout handler that closes the connections of the HTTP session that logs out, with 4003
 * {@code Logged out}: those of this process whose upgrade request carried the session,
 * under its present id. Spring Boot adds it to each security filter chain that has a
 * logout. Must run before the handlers that change or invalidate the session. Safe to use
 * from any thread.
 *
 * @since 0.1.0
 */
public final class SocketLogoutHandler implements ServerLogoutHandler {

	private static final int CODE = 4003;

	private final Supplier<? extends Collection<? extends SocketConnection<?>>> connections;

	/**
	 * Create a handler.
	 * @param connections returns the connections of the server, such as
	 * {@code activeConnections::connections}
	 */
	public SocketLogoutHandler(Supplier<? extends Collection<? extends SocketConnection<?>>> connections) {
		Assert.notNull(connections, "Connections must not be null");
		this.connections = connections;
	}

	@Override
	public Mono<Void> logout(WebFilterExchange exchange, Authentication authentication) {
		return exchange.getExchange().getSession().doOnNext((session) -> close(session.getId())).then();
	}

	private void close(String sessionId) {
		this.connections.get()
			.stream()
			.filter((connection) -> connection.upgrade().sessionId().filter(sessionId::equals).isPresent())
			.forEach((connection) -> connection.close(CODE, "Logged out"));
	}

}
