package io.grest.ws.test.wire;

import java.net.InetSocketAddress;
import java.util.function.Consumer;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Connection through a {@link TcpProxy}: the client's half and the server's half, and a
 * pipe from each to the other. All of it runs on one event loop.
 */
final class TcpLink {

	private final TcpProxy proxy;

	private final Channel client;

	private final TcpPipe fromClient;

	// Null in a black hole.
	private @Nullable TcpPipe fromServer;

	TcpLink(TcpProxy proxy, Channel client) {
		this.proxy = proxy;
		this.client = client;
		this.fromClient = new TcpPipe(this, proxy, client);
		client.pipeline().addLast(this.fromClient);
	}

	/**
	 * Open the server's half, then forward.
	 */
	void connect(InetSocketAddress target, int receiveBuffer) {
		Bootstrap bootstrap = new Bootstrap().group(this.client.eventLoop())
			.channel(NioSocketChannel.class)
			.option(ChannelOption.SO_RCVBUF, receiveBuffer)
			.option(ChannelOption.AUTO_READ, false)
			.option(ChannelOption.TCP_NODELAY, true)
			.handler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel server) {
					join(server);
				}

			});
		bootstrap.connect(target).addListener((done) -> {
			if (done.isSuccess()) {
				proceed();
			}
			else {
				reset();
			}
		});
	}

	private void join(Channel server) {
		TcpPipe pipe = new TcpPipe(this, this.proxy, server);
		server.pipeline().addLast(pipe);
		pipe.to(this.client);
		this.fromClient.to(server);
		this.fromServer = pipe;
	}

	boolean isOpen() {
		return this.client.isOpen();
	}

	/**
	 * Return whether both halves are closed and nothing is left to be delivered.
	 */
	boolean isOver() {
		return this.fromClient.isOver() && (this.fromServer == null || this.fromServer.isOver());
	}

	/**
	 * Continue to read, unless a fault prevents it.
	 */
	void proceed() {
		onEachPipe(TcpPipe::proceed);
	}

	/**
	 * Reset both halves.
	 */
	void reset() {
		onEachPipe(TcpPipe::reset);
	}

	/**
	 * End both halves with a FIN.
	 */
	void finish() {
		onEachPipe(TcpPipe::finish);
	}

	private void onEachPipe(Consumer<TcpPipe> action) {
		this.client.eventLoop().execute(() -> {
			action.accept(this.fromClient);
			if (this.fromServer != null) {
				action.accept(this.fromServer);
			}
		});
	}

}
