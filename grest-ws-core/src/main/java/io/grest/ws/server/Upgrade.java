package io.grest.ws.server;

import java.security.Principal;
import java.util.function.BiFunction;

import io.grest.ws.handshake.UpgradeRequest;
import io.grest.ws.transport.SocketTransport;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.util.CollectionUtils;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.JettyCoreRequestUpgradeStrategy;
import org.springframework.web.reactive.socket.server.upgrade.StandardWebSocketUpgradeStrategy;
import org.springframework.web.server.ServerWebExchange;

/**
 * Upgrades requests, by the means of the server that runs.
 */
final class Upgrade {

	private static final boolean NETTY_PRESENT = isPresent("reactor.netty.http.server.HttpServerResponse");

	private static final boolean JETTY_PRESENT = isPresent(
			"org.eclipse.jetty.websocket.server.ServerWebSocketContainer");

	private static final boolean STANDARD_PRESENT = isPresent("jakarta.websocket.server.ServerContainer");

	private static final MultiValueMap<String, HttpCookie> NO_COOKIES = CollectionUtils
		.unmodifiableMultiValueMap(new LinkedMultiValueMap<>(0));

	private final @Nullable NettyUpgrade netty;

	private final @Nullable WebSocketService others;

	Upgrade(int maxFrameSize, boolean compress) {
		this.netty = NETTY_PRESENT ? new NettyUpgrade(maxFrameSize, compress) : null;
		this.others = others(maxFrameSize);
	}

	private static @Nullable WebSocketService others(int maxFrameSize) {
		if (JETTY_PRESENT) {
			return new HandshakeWebSocketService(new JettyCoreRequestUpgradeStrategy());
		}
		if (STANDARD_PRESENT) {
			StandardWebSocketUpgradeStrategy strategy = new StandardWebSocketUpgradeStrategy();
			strategy.setMaxTextMessageBufferSize(maxFrameSize);
			return new HandshakeWebSocketService(strategy);
		}
		return null;
	}

	private static boolean isPresent(String className) {
		return ClassUtils.isPresent(className, Upgrade.class.getClassLoader());
	}

	/**
	 * Whether a request is too old for a WebSocket, where the server lets it through.
	 */
	boolean isTooOld(ServerWebExchange exchange) {
		return this.netty != null && NettyUpgrade.isHttp10(exchange);
	}

	/**
	 * The request, to be kept as long as its connection lives.
	 */
	UpgradeRequest request(ServerWebExchange exchange, @Nullable Principal principal) {
		ServerHttpRequest request = exchange.getRequest();
		// Reactor Netty lets a request be for good; others use it again for the next one.
		boolean kept = this.netty != null && NettyUpgrade.supports(exchange);
		MultiValueMap<String, HttpCookie> cookies = request.getCookies();
		return new UpgradeRequest(request.getURI(),
				kept ? request.getHeaders() : HttpHeaders.copyOf(request.getHeaders()),
				cookies.isEmpty() ? NO_COOKIES : cookies, principal, request.getRemoteAddress());
	}

	/**
	 * Upgrade a request.
	 * @param connection runs the connection; told of the Reactor context of the request,
	 * which the connection's own is made of
	 */
	Mono<Void> handle(ServerWebExchange exchange, BiFunction<SocketTransport, ContextView, Mono<Void>> connection) {
		if (this.netty != null && NettyUpgrade.supports(exchange)) {
			return this.netty.handle(exchange, connection);
		}
		Assert.state(this.others != null,
				"This server is none of those that are known here: run on Reactor Netty, Jetty,"
						+ " or one with Jakarta WebSocket");
		return this.others.handleRequest(exchange, (session) -> run(session, connection));
	}

	static Mono<Void> run(WebSocketSession session, BiFunction<SocketTransport, ContextView, Mono<Void>> connection) {
		return Mono.deferContextual((request) -> connection.apply(SocketTransport.of(session), request));
	}

}
