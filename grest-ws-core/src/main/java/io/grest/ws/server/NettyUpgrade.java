package io.grest.ws.server;

import java.util.function.BiFunction;

import io.grest.ws.connection.ConnectionFactory;
import io.grest.ws.transport.NettyTransport;
import io.grest.ws.transport.SocketTransport;
import io.netty.handler.codec.http.HttpVersion;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.util.context.ContextView;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.AbstractServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
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
		requireLimit(compress);
		this.spec = spec(maxFrameSize, compress).build();
		this.webSocketService = new HandshakeWebSocketService(
				new ReactorNettyRequestUpgradeStrategy(() -> spec(maxFrameSize, compress)));
	}

	// Reactor Netty 1.3.6 cannot limit what is decompressed, and has no such method.
	private static WebsocketServerSpec.Builder spec(int maxFrameSize, boolean compress) {
		WebsocketServerSpec.Builder spec = WebsocketServerSpec.builder()
			.maxFramePayloadLength(maxFrameSize)
			.compress(compress);
		return compress ? spec.maxDecompressionBufferSize(maxFrameSize) : spec;
	}

	private static void requireLimit(boolean compress) {
		Assert.isTrue(
				!compress || ClassUtils.hasMethod(WebsocketServerSpec.Builder.class, "maxDecompressionBufferSize",
						int.class),
				"compress is true: it must be false before Reactor Netty 1.3.7, which limits what"
						+ " a message decompresses to; or set the properties reactor-bom.version to 2025.0.8 and"
						+ " netty.version to 4.2.18.Final in the build");
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
		int maxMessageSize = this.spec.maxFramePayloadLength();
		return exchange.getResponse()
			.setComplete()
			.then(Mono.deferContextual((request) -> response.sendWebsocket(
					(in, out) -> connection.apply(NettyTransport.ofServer(in, out, maxMessageSize), request), this.spec)
				.contextWrite(ConnectionFactory::lasting)));
	}

	// RFC 6455 section 4.2.1; the version and the key are looked at before.
	private static boolean isPlain(ServerHttpRequest request) {
		HttpHeaders headers = request.getHeaders();
		return request.getMethod() == HttpMethod.GET && "websocket".equalsIgnoreCase(headers.getUpgrade())
				&& ("upgrade".equalsIgnoreCase(headers.getFirst(HttpHeaders.CONNECTION))
						|| headers.getConnection().stream().anyMatch("upgrade"::equalsIgnoreCase));
	}

}
