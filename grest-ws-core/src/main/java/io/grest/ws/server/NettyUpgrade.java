package io.grest.ws.server;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;

import io.grest.ws.internal.Loggers;
import io.grest.ws.internal.session.ConnectionFactory;
import io.grest.ws.internal.transport.SocketTransport;
import io.grest.ws.internal.transport.netty.NettyTransport;
import io.grest.ws.observation.LogText;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakeException;
import io.netty.handler.codec.http2.Http2StreamChannel;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.channel.AbortedException;
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
 * Upgrade on Reactor Netty, where a connection writes directly to the channel. A class of
 * its own, so that no other class needs Netty on the class path.
 *
 * <p>
 * A plain upgrade is passed to Reactor Netty without Spring's session in between, after
 * the actions that the application has registered to run before the commit. Any other
 * request is passed to Spring's WebSocket service, which answers with what is missing.
 */
final class NettyUpgrade {

	private static final Log logger = LogFactory.getLog(Loggers.SERVER);

	static final String HTTP_2 = "HTTP/2.0";

	private final WebsocketServerSpec spec;

	private final WebSocketService webSocketService;

	NettyUpgrade(int maxFrameSize, boolean compress) {
		requireLimit(WebsocketServerSpec.Builder.class, compress);
		this.spec = spec(maxFrameSize, compress).build();
		this.webSocketService = new HandshakeWebSocketService(
				new ReactorNettyRequestUpgradeStrategy(() -> spec(maxFrameSize, compress)));
	}

	// Reactor Netty 1.3.6 cannot limit the decompressed size: it has no such method.
	private static WebsocketServerSpec.Builder spec(int maxFrameSize, boolean compress) {
		WebsocketServerSpec.Builder spec = WebsocketServerSpec.builder()
			.maxFramePayloadLength(maxFrameSize)
			.compress(compress);
		return compress ? spec.maxDecompressionBufferSize(maxFrameSize) : spec;
	}

	static void requireLimit(Class<?> spec, boolean compress) {
		Assert.isTrue(!compress || ClassUtils.hasMethod(spec, "maxDecompressionBufferSize", int.class),
				"compress is true: it must be false before Reactor Netty 1.3.7, which limits the size that"
						+ " a message decompresses to; or set the properties reactor-bom.version to 2025.0.8 and"
						+ " netty.version to 4.2.18.Final in the build");
	}

	static boolean supports(ServerWebExchange exchange) {
		return nativeResponse(exchange) instanceof HttpServerResponse;
	}

	/**
	 * Return the HTTP version of a request: the version in its head, or {@link #HTTP_2},
	 * but only for an HTTP/2 stream.
	 */
	static String version(ServerWebExchange exchange) {
		HttpServerResponse response = (HttpServerResponse) nativeResponse(exchange);
		AtomicBoolean stream = new AtomicBoolean();
		response.withConnection((connection) -> stream.set(connection.channel() instanceof Http2StreamChannel));
		String text = response.version().text();
		// An HTTP/1.1 head may contain any version.
		return stream.get() ? HTTP_2 : (text.equals(HTTP_2) ? text + " in a head of HTTP/1.1" : text);
	}

	private static Object nativeResponse(ServerWebExchange exchange) {
		ServerHttpResponse response = exchange.getResponse();
		while (response instanceof ServerHttpResponseDecorator decorator) {
			response = decorator.getDelegate();
		}
		return (response instanceof AbstractServerHttpResponse known) ? known.getNativeResponse() : response;
	}

	/**
	 * Upgrade a valid request, by GET, or by CONNECT with HTTP/2.
	 * @param subProtocol the selected sub-protocol, or {@code null} for none
	 */
	Mono<Void> handle(ServerWebExchange exchange, @Nullable String subProtocol,
			BiFunction<SocketTransport, ContextView, Mono<Void>> connection) {
		if (!isPlain(exchange.getRequest())) {
			return this.webSocketService.handleRequest(exchange, (session) -> Upgrade.run(session, connection));
		}
		HttpServerResponse response = (HttpServerResponse) nativeResponse(exchange);
		if (subProtocol != null) {
			// Not set in the spec, which reads only the first of several headers.
			exchange.getResponse().getHeaders().set(Upgrade.SUB_PROTOCOL, subProtocol);
		}
		return exchange.getResponse()
			.setComplete()
			.then(Mono
				.deferContextual((request) -> upgrade(response, (transport) -> connection.apply(transport, request))));
	}

	// On the event loop, so that nothing is read before the connection begins, and the
	// client does not leave meanwhile. WebFlux takes the error for a client that has
	// gone; that of Reactor Netty it would log with a stack trace.
	private Mono<Void> upgrade(HttpServerResponse response, Function<SocketTransport, Mono<Void>> connection) {
		EventLoop eventLoop = eventLoop(response);
		if (eventLoop == null) {
			return Mono.error(AbortedException.beforeSend());
		}
		int maxMessageSize = this.spec.maxFramePayloadLength();
		Mono<Void> upgrade = Mono
			.defer(() -> (eventLoop(response) != null) ? response
				.sendWebsocket((in, out) -> connection.apply(NettyTransport.ofServer(in, maxMessageSize)), this.spec)
					: Mono.error(AbortedException.beforeSend()))
			.contextWrite(ConnectionFactory::lasting);
		return eventLoop.inEventLoop() ? upgrade : upgrade.subscribeOn(Schedulers.fromExecutor(eventLoop));
	}

	// Null if the client has left, so that its channel has none any more.
	private static @Nullable EventLoop eventLoop(HttpServerResponse response) {
		AtomicReference<@Nullable EventLoop> found = new AtomicReference<>();
		response.withConnection((http) -> {
			try {
				found.set(http.channel().eventLoop());
			}
			catch (IllegalStateException ex) {
				logger.debug("A client has left before its upgrade was answered");
			}
		});
		return found.get();
	}

	/**
	 * Complete an upgrade that Reactor Netty has refused: the client has already received
	 * an answer.
	 */
	static Mono<Void> withoutAnswered(Mono<Void> upgrade) {
		return upgrade.onErrorResume(WebSocketServerHandshakeException.class, (ex) -> {
			logger.debug("Reactor Netty refused an upgrade: " + LogText.of(String.valueOf(ex.getMessage())));
			return Mono.empty();
		});
	}

	// RFC 6455 section 4.2.1, RFC 8441 section 4. The versions and the key are checked
	// before.
	private static boolean isPlain(ServerHttpRequest request) {
		HttpHeaders headers = request.getHeaders();
		return Upgrade.isConnect(request)
				|| request.getMethod() == HttpMethod.GET && "websocket".equalsIgnoreCase(headers.getUpgrade())
						&& ("upgrade".equalsIgnoreCase(headers.getFirst(HttpHeaders.CONNECTION))
								|| headers.getConnection().stream().anyMatch("upgrade"::equalsIgnoreCase));
	}

}
