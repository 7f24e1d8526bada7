package io.grest.ws.server;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import io.grest.ws.transport.NettyTransport;
import io.grest.ws.transport.SocketTransport;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpVersion;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;

import org.springframework.http.server.reactive.AbstractServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import org.springframework.web.server.ServerWebExchange;

/**
 * The upgrade on Reactor Netty, where a connection writes straight to the channel. Apart,
 * so that nothing else needs Netty on the class path.
 */
final class NettyUpgrade {

	private final WebSocketService webSocketService;

	NettyUpgrade(int maxFrameSize, boolean compress) {
		this.webSocketService = new HandshakeWebSocketService(
				new ReactorNettyRequestUpgradeStrategy(() -> WebsocketServerSpec.builder()
					.maxFramePayloadLength(maxFrameSize)
					.compress(compress)
					.maxDecompressionBufferSize(maxFrameSize)));
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

	Mono<Void> handle(ServerWebExchange exchange, Function<SocketTransport, Mono<Void>> connection) {
		AtomicReference<Channel> channel = new AtomicReference<>();
		((HttpServerResponse) nativeResponse(exchange)).withConnection((connected) -> channel.set(connected.channel()));
		return this.webSocketService.handleRequest(exchange, (session) -> {
			Channel below = channel.get();
			return connection.apply((below != null) ? NettyTransport.of(session, below) : SocketTransport.of(session));
		});
	}

}
