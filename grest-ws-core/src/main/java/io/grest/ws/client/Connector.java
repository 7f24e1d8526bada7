package io.grest.ws.client;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.internal.transport.SocketTransport;
import io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;
import org.springframework.web.reactive.socket.client.WebSocketClient;

/**
 * Strategy to open a WebSocket and to run a connection over it.
 */
@FunctionalInterface
interface Connector {

	/**
	 * The header that offers sub-protocols.
	 */
	String SUB_PROTOCOL = "Sec-WebSocket-Protocol";

	/**
	 * Open a WebSocket.
	 * @param contract the contract, which may have TLS of its own
	 * @param uri the URI of the upgrade request
	 * @param headers the headers of the upgrade request, including those that offer
	 * sub-protocols
	 * @param connection the function that runs the connection
	 * @return a {@code Mono} that completes when the connection has closed, and fails if
	 * it cannot be opened; cancelling it closes the socket
	 */
	Mono<Void> connect(SocketContract<?, ?> contract, URI uri, HttpHeaders headers,
			Function<SocketTransport, Mono<Void>> connection);

	/**
	 * Return whether contracts may share a socket.
	 * @param uri the URI of the upgrade request
	 * @return {@code false} if the connection depends on the contract
	 */
	default boolean isShareable(URI uri) {
		return true;
	}

	/**
	 * Return the maximum size of a received message.
	 * @return the size in bytes, {@link Integer#MAX_VALUE} if it is not known
	 */
	default int maxMessageSize() {
		return Integer.MAX_VALUE;
	}

	/**
	 * Create a connector that uses a client of WebFlux, or Reactor Netty if there is
	 * none.
	 * @param client the client, or {@code null} for Reactor Netty
	 * @param maxFrameSize the maximum size of a received message, if there is no client
	 * @param customizers the customizers of Reactor Netty's client
	 * @param sslContexts the function from a contract to its TLS, or {@code null}
	 * @throws IllegalStateException if there is a client to which customizers or TLS do
	 * not apply, or none, and Reactor Netty is not on the class path
	 */
	static Connector of(@Nullable WebSocketClient client, DataSize maxFrameSize,
			List<SocketHttpClientCustomizer> customizers,
			@Nullable Function<SocketContract<?, ?>, @Nullable SslContext> sslContexts) {
		if (client != null) {
			Assert.state(customizers.isEmpty() && sslContexts == null, "httpClientCustomizers and sslContexts do not"
					+ " apply to a webSocketClient: configure that, or leave it out");
			return of(client);
		}
		Assert.state(hasNetty(), "Reactor Netty is not on the class path: add it, or set a"
				+ " WebSocketClient with webSocketClient(...) of the pool");
		return NettyConnector.create(Math.toIntExact(maxFrameSize.toBytes()), customizers, sslContexts);
	}

	private static Connector of(WebSocketClient client) {
		if (!hasNetty()) {
			return ofAny(client);
		}
		return (client instanceof ReactorNettyWebSocketClient known) ? NettyConnector.of(known)
				: NettyConnector.tellingRefusals(ofAny(client));
	}

	private static boolean hasNetty() {
		return ClassUtils.isPresent("reactor.netty.http.client.HttpClient", Connector.class.getClassLoader());
	}

	private static Connector ofAny(WebSocketClient client) {
		return (contract, uri, headers, connection) -> {
			HttpHeaders others = HttpHeaders.copyOf(headers);
			others.remove(SUB_PROTOCOL);
			return client.execute(uri, others, new SessionHandler(connection, subProtocols(headers)));
		};
	}

	/**
	 * Return the sub-protocols that the headers of a request offer.
	 */
	static List<String> subProtocols(HttpHeaders headers) {
		return headers.getOrEmpty(SUB_PROTOCOL)
			.stream()
			.flatMap((value) -> Arrays.stream(StringUtils.tokenizeToStringArray(value, ",")))
			.toList();
	}

	/**
	 * Handler that runs a connection over a session.
	 */
	record SessionHandler(Function<SocketTransport, Mono<Void>> connection,
			List<String> subProtocols) implements WebSocketHandler {

		@Override
		public Mono<Void> handle(WebSocketSession session) {
			return this.connection.apply(SocketTransport.of(session));
		}

		@Override
		public List<String> getSubProtocols() {
			return this.subProtocols;
		}

	}

}
