package io.grest.ws.conformance;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;

/**
 * Accepts WebSockets at any path, on a random port, by Netty alone.
 */
final class RawServer implements AutoCloseable {

	private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final BlockingQueue<RawPeer> accepted = new LinkedBlockingQueue<>();

	private final Channel channel;

	RawServer() {
		this.channel = new ServerBootstrap().group(this.group)
			.channel(NioServerSocketChannel.class)
			.childHandler(new Upgrade())
			.bind("localhost", 0)
			.syncUninterruptibly()
			.channel();
	}

	URI uri() {
		return URI.create("ws://localhost:" + ((InetSocketAddress) this.channel.localAddress()).getPort());
	}

	/**
	 * The next WebSocket that a client opens.
	 */
	RawPeer accept() {
		try {
			RawPeer peer = this.accepted.poll(RawPeer.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
			return Check.present(peer, "expected a client that connects, came none within %s", RawPeer.TIMEOUT);
		}
		catch (InterruptedException ex) {
			throw new AssertionError("Interrupted while waiting for a client", ex);
		}
	}

	@Override
	public void close() {
		this.group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(RawPeer.TIMEOUT.toMillis());
	}

	private final class Upgrade extends ChannelInitializer<Channel> {

		private final WebSocketServerProtocolConfig config = WebSocketServerProtocolConfig.newBuilder()
			.websocketPath("/")
			.checkStartsWith(true)
			.handleCloseFrames(false)
			.sendCloseFrame(null)
			.maxFramePayloadLength(RawClient.MAX_SIZE)
			.build();

		@Override
		protected void initChannel(Channel channel) {
			channel.pipeline()
				.addLast(new HttpServerCodec(), new HttpObjectAggregator(RawClient.MAX_SIZE),
						new WebSocketServerProtocolHandler(this.config),
						new WebSocketFrameAggregator(RawClient.MAX_SIZE), new Upgraded());
		}

	}

	private final class Upgraded extends ChannelInboundHandlerAdapter {

		@Override
		public void userEventTriggered(ChannelHandlerContext context, Object event) {
			if (event instanceof HandshakeComplete) {
				context.pipeline().remove(this);
				RawServer.this.accepted.add(RawPeer.of(context.channel(), true));
			}
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable ex) {
			context.close();
		}

	}

}
