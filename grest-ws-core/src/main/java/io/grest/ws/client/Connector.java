package io.grest.ws.client;

import java.net.URI;
import java.util.function.Function;

import io.grest.ws.transport.SocketTransport;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
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
	 * Through any client of WebFlux.
	 */
	static Connector of(WebSocketClient client) {
		return (uri, headers, connection) -> client.execute(uri, headers,
				(session) -> connection.apply(SocketTransport.of(session)));
	}

}
