package io.grest.ws.server;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.grest.ws.conformance.TestServer;
import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketGroup;
import io.grest.ws.contract.OneWay;
import io.grest.ws.contract.SocketContract;
import io.netty.channel.ChannelOption;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

/**
 * A server whose connections keep their handlers busy, on any kind of network, with room
 * for a few connections, and what it saw of their ends.
 */
final class EndingServer implements AutoCloseable {

	static final String LARGE = "x".repeat(60_000);

	final List<CloseReason> closed = new CopyOnWriteArrayList<>();

	final SocketGroup<Client> group = SocketGroup.of(Client.class);

	final AtomicInteger handled = new AtomicInteger();

	final AtomicReference<SocketConnection<Client>> latest = new AtomicReference<>();

	final ActiveConnections active;

	private final int port;

	private final Runnable stop;

	EndingServer(Network network, ConnectionOptions options, int maxConnections) {
		this.active = new ActiveConnections(new ActiveConnections.Limits(maxConnections, 0, 0));
		SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
			.path("/api")
			.queryOnConnect(Since.class)
			.build();
		SocketServer<Server, Client> endpoint = SocketServer
			.ofReactive(contract, (connection) -> Mono.just(connect(connection)))
			.options(options)
			.connections(this.active)
			.build();
		GenericApplicationContext context = new GenericApplicationContext();
		context.registerBean(SocketHandlerMapping.class, () -> new SocketHandlerMapping(List.of(endpoint)));
		context.registerBean(SocketHandlerAdapter.class,
				() -> new SocketHandlerAdapter(options.maxFrameSize(), false, this.active, AllowedOrigins.SAME_ORIGIN));
		context.refresh();
		HttpHandler application = WebHttpHandlerBuilder.webHandler(new DispatcherHandler(context)).build();
		if (network == Network.TOMCAT) {
			TestServer tomcat = TestServer.tomcat(application);
			this.port = tomcat.uri().getPort();
			this.stop = tomcat::close;
		}
		else {
			LoopResources loops = LoopResources.create("ending", 1, true);
			DisposableServer server = HttpServer.create()
				.port(0)
				.runOn(loops, network == Network.EPOLL)
				.childOption(ChannelOption.SO_SNDBUF, 16 * 1024)
				.handle(new ReactorHttpHandlerAdapter(application))
				.bindNow();
			this.port = server.port();
			this.stop = () -> {
				server.disposeNow();
				loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block(Duration.ofSeconds(10));
			};
		}
	}

	private Server connect(SocketConnection<Client> connection) {
		this.latest.set(connection);
		this.group.add(connection);
		connection.onClose(this.closed::add);
		return new Server() {

			@Override
			public Mono<String> slow() {
				EndingServer.this.handled.incrementAndGet();
				return Mono.never();
			}

			@Override
			public Mono<String> large() {
				EndingServer.this.handled.incrementAndGet();
				return Mono.just(LARGE);
			}

			@Override
			public Mono<Void> tell(Integer number) {
				EndingServer.this.handled.incrementAndGet();
				return Mono.never();
			}

		};
	}

	RawSocket connectPeer() throws Exception {
		return new RawSocket(this.port, "/api").shakeHands();
	}

	RawSocket upgradedPeer() throws Exception {
		return upgradedPeer("");
	}

	RawSocket upgradedPeer(String query) throws Exception {
		return new RawSocket(this.port, "/api" + query);
	}

	boolean holdsNothing() {
		return this.active.connections().isEmpty() && this.group.size() == 0;
	}

	@Override
	public void close() {
		this.stop.run();
	}

	/** What carries the connections. */
	enum Network {

		EPOLL, NIO, TOMCAT

	}

	record Since(Integer number) {

	}

	interface Server {

		Mono<String> slow();

		Mono<String> large();

		@OneWay
		Mono<Void> tell(Integer number);

	}

	interface Client {

		void push(String text);

	}

}
