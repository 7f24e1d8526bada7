package io.grest.ws.server;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;

import io.grest.ws.connection.ConnectionFactory;
import io.grest.ws.transport.netty.NettyTransport;
import io.grest.ws.transport.SocketTransport;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpVersion;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.util.context.ContextView;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.AbstractServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import org.springframework.web.server.ServerWebExchange;

/**
 * The upgrade on Reactor Netty, where a connection writes straight to the channel. Apart,
 * so that nothing else needs Netty on the class path.
 *
 * <p>
 * What is a plain upgrade goes to Reactor Netty without Spring's session in between,
 * after what the application wants to have committed. For anything else, and to be told
 * what is missing, there is Spring's WebSocket service.
 */
final class NettyUpgrade {

	private final WebsocketServerSpec spec;

	private final WebSocketService webSocketService;

	NettyUpgrade(int maxFrameSize, boolean compress) {
		this.spec = spec(maxFrameSize, compress).build();
		this.webSocketService = new HandshakeWebSocketService(
				new ReactorNettyRequestUpgradeStrategy(() -> spec(maxFrameSize, compress)));
	}

	private static WebsocketServerSpec.Builder spec(int maxFrameSize, boolean compress) {
		return WebsocketServerSpec.builder()
			.maxFramePayloadLength(maxFrameSize)
			.compress(compress)
			.maxDecompressionBufferSize(maxFrameSize);
	}

	static boolean supports(ServerWebExchange exchange) {
		return nativeResponse(exchange) instanceof HttpServerResponse;
	}

	static boolean isHttp10(ServerWebExchange exchange) {
		return nativeResponse(exchange) instanceof HttpServerResponse response
				&& HttpVersion.HTTP_1_0.equals(response.version());
	}

	private static Object nativeResponse(ServerWebExchange exchange) {
		ServerHttpResponse response = exchange.getResponse();
		while (response instanceof ServerHttpResponseDecorator decorator) {
			response = decorator.getDelegate();
		}
		return (response instanceof AbstractServerHttpResponse known) ? known.getNativeResponse() : response;
	}

	Mono<Void> handle(ServerWebExchange exchange, BiFunction<SocketTransport, ContextView, Mono<Void>> connection) {
		if (!isPlain(exchange.getRequest())) {
			return this.webSocketService.handleRequest(exchange, (session) -> Upgrade.run(session, connection));
		}
		HttpServerResponse response = (HttpServerResponse) nativeResponse(exchange);
		return exchange.getResponse()
			.setComplete()
			.then(Mono
				.deferContextual((request) -> upgrade(response, (transport) -> connection.apply(transport, request))));
	}

	// On the event loop, so that nothing has been read when the connection begins.
	private Mono<Void> upgrade(HttpServerResponse response, Function<SocketTransport, Mono<Void>> connection) {
		int maxMessageSize = this.spec.maxFramePayloadLength();
		Mono<Void> upgrade = response
			.sendWebsocket((in, out) -> connection.apply(NettyTransport.ofServer(in, maxMessageSize)), this.spec)
			.contextWrite(ConnectionFactory::lasting);
		AtomicReference<EventLoop> found = new AtomicReference<>();
		response.withConnection((http) -> found.set(http.channel().eventLoop()));
		EventLoop eventLoop = Objects.requireNonNull(found.get());
		return eventLoop.inEventLoop() ? upgrade : upgrade.subscribeOn(Schedulers.fromExecutor(eventLoop));
	}

	// RFC 6455 section 4.2.1; the version and the key are looked at before.
	private static boolean isPlain(ServerHttpRequest request) {
		HttpHeaders headers = request.getHeaders();
		return request.getMethod() == HttpMethod.GET && "websocket".equalsIgnoreCase(headers.getUpgrade())
				&& ("upgrade".equalsIgnoreCase(headers.getFirst(HttpHeaders.CONNECTION))
						|| headers.getConnection().stream().anyMatch("upgrade"::equalsIgnoreCase));
	}

}
