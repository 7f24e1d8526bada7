package io.grest.ws.benchmarks.load;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

import io.grest.ws.benchmarks.Order;
import io.grest.ws.benchmarks.OrderJson;
import io.grest.ws.benchmarks.Receipt;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
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
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;

/**
 * Server that answers every call with the same receipt, without reading the order, so
 * that the cost of the client dominates.
 */
final class Responder implements AutoCloseable {

	private static final int MAX_FRAME = 64 * 1024;

	private static final byte[] RECEIPT = bytes(OrderJson.write(Receipt.of(Order.of(0))));

	private static final byte[] HEAD = bytes("s:Orders.place:");

	private static final byte[] SUCCESS = bytes(":{\"success\":true,\"type\":\"OK\",\"data\":");

	private final Channel server;

	private Responder(Channel server) {
		this.server = server;
	}

	/**
	 * Start a responder on a free port.
	 */
	static Responder start() throws InterruptedException {
		EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
		Channel server = new ServerBootstrap().group(group)
			.channel(EpollServerSocketChannel.class)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childHandler(new ChannelInitializer<Channel>() {

				@Override
				protected void initChannel(Channel channel) {
					channel.pipeline()
						.addLast(new HttpServerCodec(), new HttpObjectAggregator(MAX_FRAME),
								new WebSocketServerProtocolHandler("/rpc"), new Calls());
				}

			})
			.bind(0)
			.sync()
			.channel();
		return new Responder(server);
	}

	int port() {
		return ((InetSocketAddress) this.server.localAddress()).getPort();
	}

	@Override
	public void close() {
		this.server.close();
		this.server.eventLoop().shutdownGracefully();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static final class Calls extends SimpleChannelInboundHandler<TextWebSocketFrame> {

		@Override
		protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
			ByteBuf call = frame.content();
			ByteBuf answer = switch (call.getByte(call.readerIndex())) {
				case '{' -> Unpooled.wrappedBuffer(RECEIPT);
				case 'h' -> Unpooled.wrappedBuffer(bytes("k:::null"));
				case 'r' -> answer(context, call);
				default -> throw new IllegalStateException("Not a call: " + call.toString(StandardCharsets.UTF_8));
			};
			context.write(new TextWebSocketFrame(answer), context.voidPromise());
		}

		// r:path:id:order, a path as long as that of the answer
		private static ByteBuf answer(ChannelHandlerContext context, ByteBuf call) {
			int id = call.readerIndex() + HEAD.length;
			int end = call.indexOf(id, call.writerIndex(), (byte) ':');
			return context.alloc()
				.directBuffer(512)
				.writeBytes(HEAD)
				.writeBytes(call, id, end - id)
				.writeBytes(SUCCESS)
				.writeBytes(RECEIPT)
				.writeByte('}');
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
