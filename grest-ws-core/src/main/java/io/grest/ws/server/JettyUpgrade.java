package io.grest.ws.server;

import jakarta.servlet.http.HttpServletRequest;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.eclipse.jetty.ee11.websocket.server.JettyWebSocketServerContainer;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.TunnelSupport;
import org.eclipse.jetty.websocket.api.Configurable;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.util.ClassUtils;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.JettyCoreRequestUpgradeStrategy;
import org.springframework.web.reactive.socket.server.upgrade.JettyRequestUpgradeStrategy;
import org.springframework.web.server.ServerWebExchange;

/**
 * Upgrade on Jetty, where WebFlux runs as a servlet, as in Spring Boot, or on Jetty's own
 * handlers. Each variant needs classes that the other one does not, and both need classes
 * that other servers lack.
 */
final class JettyUpgrade {

	private static final boolean SERVLET_PRESENT = isPresent(
			"org.eclipse.jetty.ee11.websocket.server.JettyWebSocketServerContainer");

	private static final boolean CORE_PRESENT = isPresent(
			"org.eclipse.jetty.websocket.server.ServerWebSocketContainer");

	private final @Nullable WebSocketService servlets;

	private final @Nullable WebSocketService core;

	JettyUpgrade(int maxFrameSize) {
		this.servlets = SERVLET_PRESENT ? Servlets.service(maxFrameSize) : null;
		this.core = CORE_PRESENT ? Core.service(maxFrameSize) : null;
	}

	private static boolean isPresent(String className) {
		return ClassUtils.isPresent(className, JettyUpgrade.class.getClassLoader());
	}

	/**
	 * Return the service that upgrades a request, or {@code null} if the server is not
	 * Jetty.
	 */
	@Nullable WebSocketService service(ServerWebExchange exchange) {
		Object request = nativeRequest(exchange);
		if (this.servlets != null && Servlets.supports(request)) {
			return this.servlets;
		}
		return (this.core != null && Core.supports(request)) ? this.core : null;
	}

	/**
	 * Return the HTTP version of a request, or {@code null} if the server is not Jetty.
	 */
	@Nullable String version(ServerWebExchange exchange) {
		Request request = request(exchange);
		return (request != null) ? request.getConnectionMetaData().getHttpVersion().asString() : null;
	}

	/**
	 * Return whether a request to Jetty is a CONNECT for a WebSocket.
	 */
	boolean isConnect(ServerWebExchange exchange) {
		Request request = request(exchange);
		// RFC 8441 section 5: the pseudo-header :protocol
		TunnelSupport tunnel = (request != null) ? request.getTunnelSupport() : null;
		return tunnel != null && "websocket".equalsIgnoreCase(tunnel.getProtocol());
	}

	private @Nullable Request request(ServerWebExchange exchange) {
		Object request = nativeRequest(exchange);
		if (this.servlets != null && Servlets.supports(request)) {
			return Servlets.request(request);
		}
		return (this.core != null && Core.supports(request)) ? (Request) request : null;
	}

	static Object nativeRequest(ServerWebExchange exchange) {
		ServerHttpRequest request = exchange.getRequest();
		while (request instanceof ServerHttpRequestDecorator decorator) {
			request = decorator.getDelegate();
		}
		return (request instanceof AbstractServerHttpRequest known) ? known.getNativeRequest() : request;
	}

	private static void configure(Configurable container, int maxFrameSize) {
		container.setMaxTextMessageSize(maxFrameSize);
	}

	/**
	 * Variant for WebFlux as a servlet.
	 */
	private static final class Servlets {

		static WebSocketService service(int maxFrameSize) {
			JettyRequestUpgradeStrategy strategy = new JettyRequestUpgradeStrategy();
			strategy.addWebSocketConfigurer((container) -> configure(container, maxFrameSize));
			return new HandshakeWebSocketService(strategy);
		}

		// Another server may have Jetty on its class path.
		static boolean supports(Object request) {
			return request instanceof HttpServletRequest servlet
					&& JettyWebSocketServerContainer.getContainer(servlet.getServletContext()) != null;
		}

		static Request request(Object request) {
			return ServletContextRequest.getServletContextRequest((HttpServletRequest) request);
		}

	}

	/**
	 * Variant for WebFlux as a Jetty handler.
	 */
	private static final class Core {

		static WebSocketService service(int maxFrameSize) {
			JettyCoreRequestUpgradeStrategy strategy = new JettyCoreRequestUpgradeStrategy();
			strategy.addWebSocketConfigurer((container) -> configure(container, maxFrameSize));
			return new HandshakeWebSocketService(strategy);
		}

		static boolean supports(Object request) {
			return request instanceof Request;
		}

	}

}
