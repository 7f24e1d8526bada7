package io.grest.ws.client;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.ActiveConnections;
import io.grest.ws.server.AllowedOrigins;
import io.grest.ws.server.SocketHandlerAdapter;
import io.grest.ws.server.SocketHandlerMapping;
import io.grest.ws.server.SocketServer;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

/**
 * A contract and its server on Reactor Netty, and what that saw.
 */
final class RealServer implements AutoCloseable {

	final SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	final ActiveConnections active = new ActiveConnections(ActiveConnections.Limits.NONE);

	final AtomicReference<SocketConnection<Client>> latest = new AtomicReference<>();

	final List<CloseReason> closed = new CopyOnWriteArrayList<>();

	private final DisposableServer server;

	RealServer(ConnectionOptions options) {
		this.server = start(options, this.active, SocketServer.of(this.contract, (connection) -> {
			connection.onClose(this.closed::add);
			this.latest.set(connection);
			return new Server() {

				@Override
				public Mono<String> echo(String text) {
					return Mono.just(text);
				}

				@Override
				public Mono<String> never() {
					return Mono.never();
				}

			};
		}).options(options).connections(this.active).build());
	}

	/**
	 * Start any server.
	 */
	static DisposableServer start(ConnectionOptions options, ActiveConnections active, SocketServer<?, ?> endpoint) {
		GenericApplicationContext context = new GenericApplicationContext();
		context.registerBean(SocketHandlerMapping.class, () -> new SocketHandlerMapping(List.of(endpoint)));
		context.registerBean(SocketHandlerAdapter.class,
				() -> new SocketHandlerAdapter(options.maxFrameSize(), false, active, AllowedOrigins.SAME_ORIGIN));
		context.refresh();
		return HttpServer.create()
			.host("localhost")
			.port(0)
			.handle(new ReactorHttpHandlerAdapter(
					WebHttpHandlerBuilder.webHandler(new DispatcherHandler(context)).build()))
			.bindNow();
	}

	int port() {
		return this.server.port();
	}

	@Override
	public void close() {
		this.server.disposeNow();
	}

	interface Server {

		Mono<String> echo(String text);

		Mono<String> never();

	}

	interface Client {

		void note(Integer number);

		void much(String text);

	}

}
