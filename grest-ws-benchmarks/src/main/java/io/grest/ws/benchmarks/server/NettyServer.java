package io.grest.ws.benchmarks.server;

import io.grest.ws.benchmarks.OrderJson;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.ChannelMatchers;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.concurrent.GlobalEventExecutor;

/**
 * Hand-written server on Netty, as the upper limit. Answers to requests that were read
 * together are flushed together; a published message is encoded once and shared.
 */
final class NettyServer extends ChannelInitializer<Channel> {

	private static final int MAX_FRAME = 64 * 1024;

	// Consecutive messages published to one connection are flushed together.
	private static final int MOST_FLUSHES = 256;

	private static final WebSocketServerProtocolConfig WEB_SOCKET = WebSocketServerProtocolConfig.newBuilder()
		.websocketPath("/")
		.checkStartsWith(true)
		.maxFramePayloadLength(MAX_FRAME)
		.build();

	private final ChannelGroup members = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

	private NettyServer() {
	}

	static void start(int port) throws InterruptedException {
		EventLoopGroup group = new MultiThreadIoEventLoopGroup(EpollIoHandler.newFactory());
		new ServerBootstrap().group(group)
			.channel(EpollServerSocketChannel.class)
			.option(ChannelOption.SO_BACKLOG, 1024)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childHandler(new NettyServer())
			.bind(port)
			.sync();
	}

	@Override
	protected void initChannel(Channel channel) {
		channel.pipeline()
			.addLast(new FlushConsolidationHandler(MOST_FLUSHES, true), new HttpServerCodec(),
					new HttpObjectAggregator(MAX_FRAME), new WebSocketServerProtocolHandler(WEB_SOCKET),
					new WebSocketFrameAggregator(MAX_FRAME), new Handler(this.members));
	}

	private static final class Handler extends SimpleChannelInboundHandler<TextWebSocketFrame> {

		private final ChannelGroup members;

		private boolean publishes;

		private Handler(ChannelGroup members) {
			this.members = members;
		}

		@Override
		public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
			if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete handshake
					&& handshake.requestUri().equals("/fan")) {
				this.publishes = true;
				this.members.add(context.channel());
			}
			super.userEventTriggered(context, event);
		}

		@Override
		protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
			ByteBuf answer = Unpooled.wrappedBuffer(OrderJson.answer(ByteBufUtil.getBytes(frame.content())));
			if (this.publishes) {
				this.members.writeAndFlush(new TextWebSocketFrame(answer), ChannelMatchers.all(), true);
			}
			else {
				context.write(new TextWebSocketFrame(answer), context.voidPromise());
			}
		}

		@Override
		public void channelReadComplete(ChannelHandlerContext context) {
			context.flush();
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			context.close();
		}

	}

}
