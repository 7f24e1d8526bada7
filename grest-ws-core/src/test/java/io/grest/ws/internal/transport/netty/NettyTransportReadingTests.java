package io.grest.ws.internal.transport.netty;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import io.grest.ws.internal.transport.SocketTransport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.ReferenceCountUtil;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for when tasks of a {@link NettyTransport} run, on an event loop that reads from
 * a socket.
 */
class NettyTransportReadingTests {

	private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final CompletableFuture<Channel> accepted = new CompletableFuture<>();

	private final Queue<String> events = new ConcurrentLinkedQueue<>();

	@AfterEach
	void stop() throws Exception {
		this.loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).get(10, TimeUnit.SECONDS);
	}

	@Test
	void aTaskAfterReadingRunsOnceWhatHasArrivedWasRead() throws Exception {
		ChannelFuture bound = new ServerBootstrap().group(this.loops)
			.channel(NioServerSocketChannel.class)
			.childHandler(new Reader())
			.bind("127.0.0.1", 0);
		bound.get(10, TimeUnit.SECONDS);
		Channel server = bound.channel();
		try (Socket peer = new Socket("127.0.0.1", ((InetSocketAddress) server.localAddress()).getPort())) {
			Channel channel = this.accepted.get(10, TimeUnit.SECONDS);
			SocketTransport transport = new NettyTransport(channel, new NettyInbound(channel, Flux.never()), 65_536,
					true, null);
			channel.eventLoop().submit(() -> {
				transport.executeAfterReading(() -> this.events.add("after reading"));
				transport.execute(() -> this.events.add("task"));
				send(peer);
			}).get(10, TimeUnit.SECONDS);
			Awaitility.await().untilAsserted(() -> assertThat(this.events).hasSize(3));
			assertThat(this.events).containsExactly("task", "read", "after reading");
		}
	}

	private static void send(Socket peer) {
		try {
			peer.getOutputStream().write('a');
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private final class Reader extends ChannelInboundHandlerAdapter {

		@Override
		public void channelActive(ChannelHandlerContext context) {
			NettyTransportReadingTests.this.accepted.complete(context.channel());
		}

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			ReferenceCountUtil.release(message);
			NettyTransportReadingTests.this.events.add("read");
		}

	}

}
