package io.grest.ws.client;

import java.net.URI;
import java.util.function.Function;

import io.grest.ws.transport.SocketTransport;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.util.ClassUtils;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;
import org.springframework.web.reactive.socket.client.WebSocketClient;

/**
 * Opens a WebSocket and runs a connection over it.
 */
@FunctionalInterface
interface Connector {

	/**
	 * Open a WebSocket.
	 * @param uri where
	 * @param headers of the upgrade request
	 * @param connection runs the connection
	 * @return ends when the connection has closed, fails if it cannot be opened;
	 * cancelling it closes the socket
	 */
	Mono<Void> connect(URI uri, HttpHeaders headers, Function<SocketTransport, Mono<Void>> connection);

	/**
	 * How large a received message may be.
	 * @return bytes, {@link Integer#MAX_VALUE} where the client does not say so
	 */
	default int maxMessageSize() {
		return Integer.MAX_VALUE;
	}

	/**
	 * Through a client of WebFlux, or Reactor Netty if there is none.
	 * @param client the client, or {@code null}
	 * @param maxFrameSize how many bytes a received message may have, where the client
	 * does not say so
	 * @throws IllegalStateException if there is neither
	 */
	static Connector of(@Nullable WebSocketClient client, int maxFrameSize) {
		boolean netty = ClassUtils.isPresent("reactor.netty.http.client.HttpClient", Connector.class.getClassLoader());
		if (client == null && !netty) {
			throw new IllegalStateException("Reactor Netty is not on the class path: add it, or give the pool a"
					+ " WebSocketClient by webSocketClient(...)");
		}
		if (client == null) {
			return NettyConnector.create(maxFrameSize);
		}
		if (!netty) {
			return of(client);
		}
		return (client instanceof ReactorNettyWebSocketClient known) ? NettyConnector.of(known)
				: NettyConnector.tellingRefusals(of(client));
	}

	private static Connector of(WebSocketClient client) {
		return (uri, headers, connection) -> client.execute(uri, headers,
				(session) -> connection.apply(SocketTransport.of(session)));
	}

}
