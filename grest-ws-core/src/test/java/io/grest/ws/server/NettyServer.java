package io.grest.ws.server;

import java.util.List;

import io.micrometer.observation.ObservationRegistry;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import org.springframework.web.server.handler.ResponseStatusExceptionHandler;

/**
 * A Reactor Netty server of contracts on a random port, with small socket buffers, so
 * that a peer that does not read is noticed soon.
 */
public final class NettyServer implements AutoCloseable {

	private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

	private final DisposableServer server;

	public NettyServer(SocketServer<?, ?>... servers) {
		this(new SocketHandlerAdapter(DataSize.ofKilobytes(64)), servers);
	}

	public NettyServer(SocketHandlerAdapter adapter, SocketServer<?, ?>... servers) {
		this(adapter, ObservationRegistry.NOOP, servers);
	}

	/** Observes HTTP requests as Spring Boot's Actuator does. */
	NettyServer(SocketHandlerAdapter adapter, ObservationRegistry requests, SocketServer<?, ?>... servers) {
		GenericApplicationContext context = new GenericApplicationContext();
		context.registerBean(SocketHandlerMapping.class, () -> new SocketHandlerMapping(List.of(servers)));
		context.registerBean(SocketHandlerAdapter.class, () -> adapter);
		context.refresh();
		this.server = HttpServer.create()
			.port(0)
			.childOption(ChannelOption.SO_SNDBUF, 16 * 1024)
			.doOnConnection((connection) -> this.channels.add(connection.channel()))
			.handle(new ReactorHttpHandlerAdapter(WebHttpHandlerBuilder.webHandler(new DispatcherHandler(context))
				.exceptionHandler(new ResponseStatusExceptionHandler())
				.observationRegistry(requests)
				.build()))
			.bindNow();
	}

	public int port() {
		return this.server.port();
	}

	/** How many sockets of peers are open. */
	public int sockets() {
		return this.channels.size();
	}

	@Override
	public void close() {
		this.server.disposeNow();
	}

}
