package io.grest.ws.test.wire;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;

import org.springframework.http.HttpStatus;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.AbstractServerHttpResponse;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Web server on a random port with one WebSocket endpoint, whose sessions are tapped.
 *
 * @since 0.1.0
 */
public final class NettyEndpoint implements AutoCloseable {

	private static final int MAX_FRAME = 64 * 1024 * 1024;

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

	private final Wire wire;

	private final PathPattern path;

	private final WebSocketHandler handler;

	private final WebSocketService upgrade = new HandshakeWebSocketService(new ReactorNettyRequestUpgradeStrategy(
			() -> WebsocketServerSpec.builder().maxFramePayloadLength(MAX_FRAME)));

	private final DisposableServer server;

	private volatile boolean refusing;

	/**
	 * Start the server.
	 * @param wire the wire that taps the sessions
	 * @param path the endpoint's path, which may have variables
	 * @param handler the handler of the sessions
	 */
	public NettyEndpoint(Wire wire, String path, WebSocketHandler handler) {
		this.wire = wire;
		this.path = PathPatternParser.defaultInstance.parse(path);
		this.handler = handler;
		this.server = HttpServer.create()
			.host("localhost")
			.port(0)
			.handle(new ReactorHttpHandlerAdapter(WebHttpHandlerBuilder.webHandler(this::handle).build()))
			.bindNow(STOP_TIMEOUT);
	}

	private Mono<Void> handle(ServerWebExchange exchange) {
		PathContainer requested = exchange.getRequest().getPath().pathWithinApplication();
		if (!this.path.matches(requested)) {
			exchange.getResponse().setStatusCode(HttpStatus.NOT_FOUND);
			return exchange.getResponse().setComplete();
		}
		if (this.refusing) {
			exchange.getResponse().setStatusCode(HttpStatus.SERVICE_UNAVAILABLE);
			return exchange.getResponse().setComplete();
		}
		AtomicReference<@Nullable Channel> channel = new AtomicReference<>();
		HttpServerResponse response = ((AbstractServerHttpResponse) exchange.getResponse()).getNativeResponse();
		response.withConnection((connection) -> channel.set(connection.channel()));
		return this.upgrade.handleRequest(exchange,
				(session) -> this.wire.tap(session, () -> NettySessions.close(channel.get()), this.handler));
	}

	/**
	 * Refuse upgrades with the status 503, or accept them again.
	 * @param refusing whether to refuse them from now on
	 */
	public void refuse(boolean refusing) {
		this.refusing = refusing;
	}

	/**
	 * Return whether sockets are refused.
	 * @return {@code true} from {@link #refuse} on
	 */
	public boolean isRefusing() {
		return this.refusing;
	}

	/**
	 * Return the server's URL, without a path.
	 * @return scheme, host and port
	 */
	public String url() {
		return "ws://localhost:" + this.server.port();
	}

	/**
	 * Stop the server.
	 */
	@Override
	public void close() {
		this.server.disposeNow(STOP_TIMEOUT);
	}

}
