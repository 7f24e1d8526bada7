package io.grest.ws.conformance;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;

/**
 * Opens WebSockets by Netty alone.
 */
final class RawClient implements AutoCloseable {

	static final int MAX_SIZE = 1 << 20;

	private static final int HTTP_PORT = 80;

	// A larger one would take in megabytes of items before an answer behind them.
	private static final int RECEIVE_BUFFER = 1 << 16;

	// Leaks are looked for in what is tested, which slows it down enough.
	private static final ByteBufAllocator ALLOCATOR = new UnpooledByteBufAllocator(false, true);

	private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	/**
	 * Open a WebSocket.
	 * @param uri where to, sent as it is
	 * @param headers headers of the upgrade request
	 */
	RawPeer connect(URI uri, Map<String, String> headers) {
		Upgrade upgrade = new Upgrade(uri, headers);
		new Bootstrap().group(this.group)
			.channel(NioSocketChannel.class)
			.option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
			.option(ChannelOption.ALLOCATOR, ALLOCATOR)
			.handler(upgrade)
			.connect(uri.getHost(), (uri.getPort() >= 0) ? uri.getPort() : HTTP_PORT)
			.addListener((connected) -> {
				if (!connected.isSuccess()) {
					upgrade.peer.completeExceptionally(connected.cause());
				}
			});
		return await(uri, upgrade.peer.orTimeout(RawPeer.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
	}

	private static RawPeer await(URI uri, CompletableFuture<RawPeer> peer) {
		try {
			return peer.join();
		}
		catch (CompletionException ex) {
			boolean late = ex.getCause() instanceof TimeoutException;
			throw new AssertionError("expected a WebSocket at " + uri + ", came "
					+ (late ? "none within " + RawPeer.TIMEOUT : ex.getCause()), ex);
		}
	}

	@Override
	public void close() {
		this.group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(RawPeer.TIMEOUT.toMillis());
	}

	private static final class Upgrade extends ChannelInitializer<Channel> {

		private final CompletableFuture<RawPeer> peer = new CompletableFuture<>();

		private final WebSocketClientProtocolConfig config;

		Upgrade(URI uri, Map<String, String> headers) {
			HttpHeaders upgradeHeaders = new DefaultHttpHeaders();
			headers.forEach(upgradeHeaders::add);
			this.config = WebSocketClientProtocolConfig.newBuilder()
				.webSocketUri(uri)
				.customHeaders(upgradeHeaders)
				.handleCloseFrames(false)
				.sendCloseFrame(null)
				.maxFramePayloadLength(MAX_SIZE)
				.build();
		}

		@Override
		protected void initChannel(Channel channel) {
			channel.pipeline()
				.addLast(new HttpClientCodec(), new HttpObjectAggregator(MAX_SIZE),
						new WebSocketClientProtocolHandler(this.config), new WebSocketFrameAggregator(MAX_SIZE),
						new Upgraded(this.peer));
		}

	}

	private static final class Upgraded extends ChannelInboundHandlerAdapter {

		private final CompletableFuture<RawPeer> peer;

		Upgraded(CompletableFuture<RawPeer> peer) {
			this.peer = peer;
		}

		@Override
		public void userEventTriggered(ChannelHandlerContext context, Object event) {
			if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
				context.pipeline().remove(this);
				this.peer.complete(RawPeer.of(context.channel(), false));
			}
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable ex) {
			this.peer.completeExceptionally(ex);
			context.close();
		}

		@Override
		public void channelInactive(ChannelHandlerContext context) {
			this.peer.completeExceptionally(new IllegalStateException("The connection ended during the upgrade"));
		}

	}

}
