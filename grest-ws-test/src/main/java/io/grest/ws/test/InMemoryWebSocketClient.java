package io.grest.ws.test;

import java.net.InetSocketAddress;
import java.net.URI;
import java.security.Principal;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.client.WebSocketClient;

/**
 * {@link WebSocketClient} that connects to a {@link WebSocketHandler} in memory, with the
 * same frames as over a socket. Both ends live as long as the returned {@code Mono}.
 *
 * @since 0.1.0
 */
public final class InMemoryWebSocketClient implements WebSocketClient {

	private final WebSocketHandler server;

	private final @Nullable Principal principal;

	/**
	 * Create a client.
	 * @param server the handler of each connection, whatever its URL
	 */
	public InMemoryWebSocketClient(WebSocketHandler server) {
		this(server, null);
	}

	/**
	 * Create a client that the HTTP layer has authenticated.
	 * @param server the handler of each connection, whatever its URL
	 * @param principal the principal of each connection, or {@code null} for none
	 */
	public InMemoryWebSocketClient(WebSocketHandler server, @Nullable Principal principal) {
		this.server = server;
		this.principal = principal;
	}

	@Override
	public Mono<Void> execute(URI url, WebSocketHandler handler) {
		return execute(url, new HttpHeaders(), handler);
	}

	@Override
	public Mono<Void> execute(URI url, HttpHeaders headers, WebSocketHandler handler) {
		return Mono.defer(() -> {
			InetSocketAddress address = InetSocketAddress.createUnresolved("in-memory", 0);
			// RFC 6455 section 4.2.2
			String subProtocol = this.server.getSubProtocols()
				.stream()
				.filter(handler.getSubProtocols()::contains)
				.findFirst()
				.orElse(null);
			HandshakeInfo client = new HandshakeInfo(url, new HttpHeaders(), Mono.empty(), subProtocol);
			HandshakeInfo server = new HandshakeInfo(url, headers, new LinkedMultiValueMap<>(),
					Mono.justOrEmpty(this.principal), subProtocol, address, Map.of(), null);
			InMemoryWebSocketSession.Pair pair = InMemoryWebSocketSession.pair(client, server);
			Mono<Void> served = ThreadUser.hiddenFrom(Mono.defer(() -> this.server.handle(pair.server())));
			return Mono.when(served, handler.handle(pair.client())).doOnCancel(() -> pair.client().drop());
		});
	}

}
