package io.grest.ws.client;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.handshake.ClientHandshake;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.server.SocketServer;
import io.grest.ws.test.InMemoryWebSocketClient;
import reactor.core.publisher.Mono;

import org.springframework.web.reactive.socket.WebSocketHandler;

/**
 * A contract, a server for it in memory that can be down, and what it saw.
 */
final class Fixture {

	final AtomicReference<String> token = new AtomicReference<>("secret");

	final List<SocketConnection<Client>> connections = new CopyOnWriteArrayList<>();

	final AtomicBoolean down = new AtomicBoolean();

	final SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
		.path("/api/{room}")
		.queryOnConnect(Query.class)
		.use(new HandshakeInterceptor() {

			@Override
			public Mono<Void> updateHandshake(ClientHandshake handshake) {
				handshake.header("authorization", "Bearer " + Fixture.this.token.get());
				return Mono.empty();
			}

			@Override
			public Mono<Void> process(ServerHandshake handshake) {
				if (handshake.bearerToken().filter("broken"::equals).isPresent()) {
					return Mono.error(new IllegalStateException("user database is down"));
				}
				return handshake.bearerToken().filter((token) -> token.startsWith("secret")).isPresent() ? Mono.empty()
						: Mono.error(new NotAuthorizedException("Who are you?"));
			}

		})
		.build();

	private final SocketServer<Server, Client> server = SocketServer.of(this.contract, (connection) -> {
		this.connections.add(connection);
		return (text) -> Mono.just(text + " in " + connection.query(Query.class));
	}).interceptors(this.contract.interceptors((type) -> {
		throw new IllegalStateException();
	})).build();

	private final WebSocketHandler endpoint = (session) -> this.down.get()
			? Mono.error(new IllegalStateException("Connection refused")) : this.server.handle(session);

	SocketPool.Builder pool() {
		return SocketPool.builder().webSocketClient(new InMemoryWebSocketClient(this.endpoint));
	}

	SocketRequest<Server, Client> request() {
		return SocketRequest.to(this.contract)
			.url("ws://host:1/base")
			.pathVariable("room", "a b/c")
			.query(new Query("a b/c", "x+y&z=ü"));
	}

	SocketConnection<Client> connection(int index) {
		return this.connections.get(index);
	}

	interface Server {

		Mono<String> echo(String text);

	}

	interface Client {

		void note(String text);

		void refresh();

		Mono<Boolean> areYouThere();

	}

	/**
	 * Drops what it is told, and is there.
	 */
	static final class Quiet implements Client {

		@Override
		public void note(String text) {
		}

		@Override
		public void refresh() {
		}

		@Override
		public Mono<Boolean> areYouThere() {
			return Mono.just(true);
		}

	}

	record Query(String room, String lang) {

	}

}
