package io.grest.ws.stream;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.grest.ws.client.SocketPool;
import io.grest.ws.client.SocketRequest;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketConnection.Status;
import io.grest.ws.server.SocketHandlerAdapter;
import io.grest.ws.server.SocketHandlerMapping;
import io.grest.ws.server.SocketServer;
import io.grest.ws.stream.PairApi.Side;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import org.awaitility.Awaitility;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server and Java clients of {@link PairApi}, joined by real sockets with small
 * buffers.
 */
final class StreamPair implements AutoCloseable {

	static final Duration TIMEOUT = Duration.ofSeconds(20);

	// With less, TCP waits for its timers where a frame does not fit in.
	private static final int BUFFER = 16 * 1024;

	final PairHandler serverHandler = new PairHandler();

	final PairHandler clientHandler = new PairHandler();

	private final ConnectionOptions options;

	private final DisposableServer server;

	private volatile CompletableFuture<SocketConnection<Side>> accepted = new CompletableFuture<>();

	private volatile Channel channel;

	private SocketPool pool;

	private SocketConnection<Side> ofServer;

	private SocketConnection<Side> ofClient;

	StreamPair(ConnectionOptions options) {
		this.options = options;
		SocketServer<Side, Side> endpoint = SocketServer.of(PairApi.CONTRACT, (connection) -> {
			this.accepted.complete(connection);
			return this.serverHandler;
		}).options(options).build();
		GenericApplicationContext context = new GenericApplicationContext();
		context.registerBean(SocketHandlerMapping.class, () -> new SocketHandlerMapping(List.of(endpoint)));
		context.registerBean(SocketHandlerAdapter.class, () -> new SocketHandlerAdapter(options.maxFrameSize()));
		context.refresh();
		this.server = HttpServer.create()
			.port(0)
			.option(ChannelOption.SO_RCVBUF, BUFFER)
			.childOption(ChannelOption.SO_SNDBUF, BUFFER)
			.doOnConnection((connection) -> this.channel = connection.channel())
			.handle(new ReactorHttpHandlerAdapter(
					WebHttpHandlerBuilder.webHandler(new DispatcherHandler(context)).build()))
			.bindNow();
		connect();
	}

	/**
	 * Open another connection, which is the one to use from then on.
	 */
	StreamPair connect() {
		if (this.pool != null) {
			this.pool.closeAll(false).block(TIMEOUT);
		}
		this.accepted = new CompletableFuture<>();
		this.pool = SocketPool.builder()
			.options(this.options)
			.httpClientCustomizers(List
				.of((client) -> client.option(ChannelOption.SO_RCVBUF, BUFFER).option(ChannelOption.SO_SNDBUF, BUFFER)))
			.build();
		this.ofClient = this.pool
			.getOrConnect(SocketRequest.to(PairApi.CONTRACT)
				.url("ws://localhost:" + this.server.port())
				.handler(this.clientHandler))
			.block(TIMEOUT);
		this.ofServer = this.accepted.orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
		return this;
	}

	/** The client's end, which calls the server. */
	SocketConnection<Side> client() {
		return this.ofClient;
	}

	/** The server's end, which calls the client. */
	SocketConnection<Side> server() {
		return this.ofServer;
	}

	/** What the client calls. */
	Side toServer() {
		return this.ofClient.remote();
	}

	/** What the server calls. */
	Side toClient() {
		return this.ofServer.remote();
	}

	/**
	 * Cut the TCP connection.
	 */
	void cut() {
		this.channel.close();
	}

	/**
	 * Wait until neither end has an unfinished call.
	 */
	void awaitNothingLeft() {
		Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> {
			hasNothing(this.ofClient.status());
			hasNothing(this.ofServer.status());
		});
	}

	private static void hasNothing(Status status) {
		assertThat(status.inFlight()).as("the peer's calls").isZero();
		assertThat(status.pending()).as("own calls").isZero();
		assertThat(status.queuedFrames()).as("queued frames").isZero();
	}

	@Override
	public String toString() {
		return "client " + this.ofClient.status() + ", server " + this.ofServer.status();
	}

	@Override
	public void close() {
		this.pool.closeAll(false).block(TIMEOUT);
		this.server.disposeNow();
	}

}
