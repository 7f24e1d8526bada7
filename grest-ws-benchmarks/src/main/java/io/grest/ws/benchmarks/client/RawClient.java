package io.grest.ws.benchmarks.client;

import java.net.URI;

import io.grest.ws.benchmarks.Order;
import io.grest.ws.benchmarks.OrderJson;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.util.concurrent.Promise;

/**
 * Hand-written client on Netty, without ids, as the server answers in order.
 */
final class RawClient extends ClientMain.Caller {

	private static final int MAX_FRAME = 64 * 1024;

	private static final int ORDERS = 256;

	private final Promise<Channel> connected;

	private RawClient(Promise<Channel> connected) {
		this.connected = connected;
	}

	static ClientMain.Caller connect(int port) throws Exception {
		MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(EpollIoHandler.newFactory());
		RawClient client = new RawClient(group.next().newPromise());
		WebSocketClientProtocolConfig webSocket = WebSocketClientProtocolConfig.newBuilder()
			.webSocketUri(URI.create("ws://127.0.0.1:" + port + "/rpc"))
			.build();
		new Bootstrap().group(group)
			.channel(EpollSocketChannel.class)
			.option(ChannelOption.TCP_NODELAY, true)
			.handler(new ChannelInitializer<Channel>() {

				@Override
				protected void initChannel(Channel channel) {
					channel.pipeline()
						.addLast(new HttpClientCodec(), new HttpObjectAggregator(MAX_FRAME),
								new WebSocketClientProtocolHandler(webSocket), client.new Handler());
				}

			})
			.connect("127.0.0.1", port)
			.sync();
		client.connected.sync();
		return client;
	}

	@Override
	void call(int times) {
		Channel channel = this.connected.getNow();
		channel.eventLoop().execute(() -> {
			for (int i = 0; i < times; i++) {
				call(channel);
			}
			channel.flush();
		});
	}

	private void call(Channel channel) {
		byte[] order = OrderJson.write(Order.of(called() % ORDERS));
		channel.write(new TextWebSocketFrame(Unpooled.wrappedBuffer(order)), channel.voidPromise());
	}

	private final class Handler extends SimpleChannelInboundHandler<TextWebSocketFrame> {

		@Override
		public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
			if (event == WebSocketClientProtocolHandler.ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
				RawClient.this.connected.setSuccess(context.channel());
			}
			super.userEventTriggered(context, event);
		}

		@Override
		protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
			if (answered(OrderJson.readReceipt(ByteBufUtil.getBytes(frame.content())))) {
				call(context.channel());
			}
		}

		@Override
		public void channelReadComplete(ChannelHandlerContext context) {
			context.flush();
		}

	}

}
