package io.grest.ws.client;

import java.net.URI;
import java.util.function.Function;
import java.util.function.Supplier;

import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.transport.netty.NettyTransport;
import io.grest.ws.transport.SocketTransport;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.resources.ConnectionProvider;

import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;

/**
 * Opens WebSockets by Reactor Netty, where a connection writes straight to the channel.
 * Apart, so that nothing else needs Netty on the class path.
 */
final class NettyConnector implements Connector {

	private final HttpClient httpClient;

	private final Supplier<WebsocketClientSpec.Builder> spec;

	private NettyConnector(HttpClient httpClient, Supplier<WebsocketClientSpec.Builder> spec) {
		this.httpClient = httpClient;
		this.spec = spec;
	}

	// A WebSocket is never given back to a pool, so a pool would only be a limit.
	static Connector create(int maxFrameSize) {
		return new NettyConnector(HttpClient.create(ConnectionProvider.newConnection()),
				() -> WebsocketClientSpec.builder().maxFramePayloadLength(maxFrameSize));
	}

	static Connector of(ReactorNettyWebSocketClient client) {
		WebsocketClientSpec given = client.getWebsocketClientSpec();
		return new NettyConnector(client.getHttpClient(),
				() -> WebsocketClientSpec.builder()
					.maxFramePayloadLength(given.maxFramePayloadLength())
					.compress(given.compress())
					.handlePing(given.handlePing()));
	}

	/**
	 * A client that wraps one of Reactor Netty fails as that does.
	 */
	static Connector tellingRefusals(Connector connector) {
		return (uri, headers, connection) -> connector.connect(uri, headers, connection)
			.onErrorMap(WebSocketClientHandshakeException.class, (ex) -> refused(uri, ex));
	}

	@Override
	public int maxMessageSize() {
		return this.spec.get().build().maxFramePayloadLength();
	}

	@Override
	public Mono<Void> connect(URI uri, HttpHeaders headers, Function<SocketTransport, Mono<Void>> connection) {
		return Mono.defer(() -> {
			WebsocketClientSpec spec = this.spec.get().build();
			return this.httpClient.headers((sent) -> headers.forEach(sent::set))
				.websocket(spec)
				.uri(uri.toString())
				.handle((in, out) -> connection.apply(NettyTransport.ofClient(in, spec.maxFramePayloadLength())))
				.next();
		}).onErrorMap(WebSocketClientHandshakeException.class, (ex) -> refused(uri, ex));
	}

	// A refusal before the upgrade, as the standard error of its status.
	private static Throwable refused(URI uri, WebSocketClientHandshakeException ex) {
		if (ex.response() == null) {
			return ex;
		}
		int status = ex.response().status().code();
		String text = "The server at " + uri.getHost() + ":" + uri.getPort() + uri.getRawPath()
				+ " refused the upgrade with " + status;
		return switch (status) {
			case 401 -> new NotAuthorizedException(text).initCause(ex);
			case 403 -> new ForbiddenException(text).initCause(ex);
			case 404 -> new NotFoundException(text).initCause(ex);
			case 429 -> new TooManyRequestsException(text).initCause(ex);
			default -> new ServerErrorException(text, ex);
		};
	}

}
