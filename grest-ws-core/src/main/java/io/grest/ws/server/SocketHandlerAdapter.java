package io.grest.ws.server;

import java.util.Map;

import io.grest.ws.transport.SocketTransport;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.HandlerAdapter;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.HandlerResult;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.JettyCoreRequestUpgradeStrategy;
import org.springframework.web.reactive.socket.server.upgrade.StandardWebSocketUpgradeStrategy;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;

/**
 * Upgrades a request to a {@link SocketServer} and runs the connection, on whatever
 * server WebFlux runs on. The application's own {@code WebSocketService} and handlers are
 * left alone.
 *
 * @since 0.1.0
 */
public class SocketHandlerAdapter implements HandlerAdapter {

	private static final String VERSION = "13";

	private static final boolean NETTY_PRESENT = ClassUtils.isPresent("reactor.netty.http.server.HttpServerResponse",
			SocketHandlerAdapter.class.getClassLoader());

	private static final boolean JETTY_PRESENT = ClassUtils.isPresent(
			"org.eclipse.jetty.websocket.server.ServerWebSocketContainer", SocketHandlerAdapter.class.getClassLoader());

	private static final boolean STANDARD_PRESENT = ClassUtils.isPresent("jakarta.websocket.server.ServerContainer",
			SocketHandlerAdapter.class.getClassLoader());

	private final @Nullable NettyUpgrade netty;

	private final @Nullable WebSocketService others;

	/**
	 * Create an adapter.
	 * @param maxFrameSize how large a received frame may be
	 */
	public SocketHandlerAdapter(DataSize maxFrameSize) {
		int limit = Math.toIntExact(maxFrameSize.toBytes());
		this.netty = NETTY_PRESENT ? new NettyUpgrade(limit) : null;
		this.others = others(limit);
	}

	private static @Nullable WebSocketService others(int limit) {
		if (JETTY_PRESENT) {
			return jetty();
		}
		return STANDARD_PRESENT ? standard(limit) : null;
	}

	private static WebSocketService jetty() {
		return new HandshakeWebSocketService(new JettyCoreRequestUpgradeStrategy());
	}

	private static WebSocketService standard(int limit) {
		StandardWebSocketUpgradeStrategy strategy = new StandardWebSocketUpgradeStrategy();
		strategy.setMaxTextMessageBufferSize(limit);
		return new HandshakeWebSocketService(strategy);
	}

	@Override
	public boolean supports(Object handler) {
		return handler instanceof SocketServer;
	}

	@Override
	public Mono<HandlerResult> handle(ServerWebExchange exchange, Object handler) {
		String version = exchange.getRequest().getHeaders().getFirst("Sec-WebSocket-Version");
		if (version != null && !version.equals(VERSION)) {
			// RFC 6455 section 4.4
			exchange.getResponse().getHeaders().set("Sec-WebSocket-Version", VERSION);
			return Mono.error(new ResponseStatusException(HttpStatus.UPGRADE_REQUIRED,
					"WebSocket version 13 is the only one supported"));
		}
		SocketServer<?, ?> server = (SocketServer<?, ?>) handler;
		Map<String, String> variables = exchange.getAttributeOrDefault(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE,
				Map.of());
		return upgrade(exchange, server, variables).then(Mono.empty());
	}

	private Mono<Void> upgrade(ServerWebExchange exchange, SocketServer<?, ?> server, Map<String, String> variables) {
		if (this.netty != null && NettyUpgrade.supports(exchange)) {
			return this.netty.upgrade(exchange, server, variables);
		}
		if (this.others == null) {
			return Mono.error(new IllegalStateException("The web server has no WebSocket support on the class path"));
		}
		return this.others.handleRequest(exchange, (session) -> server.handle(SocketTransport.of(session), variables));
	}

}
