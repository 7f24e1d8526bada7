package io.grest.ws.internal.transport.netty;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.grest.ws.internal.TunedOff;
import io.grest.ws.internal.Tuning;
import io.grest.ws.internal.transport.SocketTransport;
import io.grest.ws.internal.transport.TransportListener;
import io.grest.ws.protocol.SocketCloseStatus;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionEncoder;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.netty.NettyPipeline;

import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NettyTransport}.
 */
class NettyTransportTests {

	private final EmbeddedChannel channel = new EmbeddedChannel();

	private final List<String> events = new ArrayList<>();

	private final List<WebSocketFrame> passed = new ArrayList<>();

	private SocketTransport transport;

	@BeforeEach
	void begin() {
		this.channel.pipeline().addLast(new Encoder());
		this.channel.pipeline().addLast(NettyPipeline.ReactiveBridge, new Bridge());
		open();
	}

	private void open() {
		this.transport = new NettyTransport(this.channel, new NettyInbound(this.channel, Flux.never()), 65_536, true,
				null);
		this.transport.open(new RecordingListener()).subscribe();
	}

	@AfterEach
	void close() {
		this.passed.forEach(ReferenceCountUtil::release);
		this.channel.releaseInbound();
		this.channel.releaseOutbound();
		this.channel.close();
	}

	// Out

	@Test
	void writesManyFramesAsOneBuffer() {
		this.transport.write("m:A.b::1".getBytes(StandardCharsets.UTF_8));
		this.transport.write("m:A.b::22".getBytes(StandardCharsets.UTF_8));
		assertThat(this.transport.pendingBytes()).isEqualTo(21);
		this.transport.flush();
		ByteBuf out = this.channel.readOutbound();
		assertThat(out.readableBytes()).isEqualTo(21);
		assertThat(out.toString(StandardCharsets.US_ASCII)).contains("m:A.b::1").endsWith("m:A.b::22");
		out.release();
		assertThat(this.channel.outboundMessages()).isEmpty();
		assertThat(this.transport.pendingBytes()).isZero();
	}

	@Test
	void bytesLeaveWhereFramesWouldHaveBecomeBytes() {
		List<Object> seen = new ArrayList<>();
		this.channel.pipeline().addBefore(NettyPipeline.ReactiveBridge, "between", new ChannelOutboundHandlerAdapter() {

			@Override
			public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
				seen.add(message);
				context.write(message, promise);
			}

		});
		this.transport.write("m:A.b::1".getBytes(StandardCharsets.UTF_8));
		this.transport.flush();
		assertThat(seen).isEmpty();
		ByteBuf out = this.channel.readOutbound();
		assertThat(out.readableBytes()).isEqualTo(10);
		out.release();
	}

	@Test
	void leavesFramesToTheEncoderOfAnExtension() {
		this.channel.pipeline().remove(NettyTransport.class);
		this.channel.pipeline().addFirst(new WebSocketExtensionEncoder() {

			@Override
			protected void encode(ChannelHandlerContext context, WebSocketFrame frame, List<Object> out) {
				out.add(new TextWebSocketFrame(((TextWebSocketFrame) frame).text() + " deflated"));
			}

		});
		open();
		this.transport.write("m:A.b::1".getBytes(StandardCharsets.UTF_8));
		this.transport.flush();
		TextWebSocketFrame frame = this.channel.readOutbound();
		assertThat(frame.text()).isEqualTo("m:A.b::1 deflated");
		frame.release();
	}

	@Test
	void leavesFramesToTheEncoderOfNettyWhenTurnedOff() {
		this.channel.pipeline().remove(NettyTransport.class);
		TunedOff.create(Tuning.FRAME_BATCHES, () -> {
			open();
			return this.transport;
		});
		this.transport.write("m:A.b::1".getBytes(StandardCharsets.UTF_8));
		this.transport.write("m:A.b::22".getBytes(StandardCharsets.UTF_8));
		this.transport.flush();
		for (String text : List.of("m:A.b::1", "m:A.b::22")) {
			TextWebSocketFrame frame = this.channel.readOutbound();
			assertThat(frame.text()).isEqualTo(text);
			frame.release();
		}
	}

	@Test
	void leavesMessagesToReactorNettyWhenTurnedOff() {
		this.channel.pipeline().remove(NettyTransport.class);
		TunedOff.create(Tuning.DIRECT_READS, () -> {
			open();
			return this.transport;
		});
		this.transport.receive().subscribe((message) -> this.events.add(message.getPayloadAsText()));
		this.channel.writeInbound(new TextWebSocketFrame("m:A.b::1"));
		assertThat(this.events).isEmpty();
		assertThat(this.passed).hasSize(1);
	}

	@Test
	void releasesWhatWasNotPassedOnWhenItsPipelineEnds() {
		this.transport.write("m:A.b::1".getBytes(StandardCharsets.UTF_8));
		this.channel.pipeline().remove(NettyTransport.class);
		assertThat(this.transport.pendingBytes()).isZero();
	}

	@Test
	void writesPings() {
		this.transport.ping();
		this.transport.flush();
		PingWebSocketFrame frame = this.channel.readOutbound();
		assertThat(frame.content().readableBytes()).isZero();
		frame.release();
	}

	@Test
	void tellsHowMuchWaitsForThePeerAndWhenThereIsRoomAgain() {
		this.channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(10, 20));
		assertThat(this.transport.isReady()).isTrue();
		assertThat(this.transport.pendingBytes()).isZero();
		this.transport.write(new byte[30]);
		assertThat(this.transport.isReady()).isFalse();
		assertThat(this.transport.pendingBytes()).isGreaterThanOrEqualTo(30);
		this.channel.runPendingTasks();
		assertThat(this.events).isEmpty();
		this.transport.flush();
		assertThat(this.transport.isReady()).isTrue();
		assertThat(this.transport.pendingBytes()).isZero();
		this.channel.runPendingTasks();
		assertThat(this.events).containsExactly("ready");
	}

	@Test
	void runsTasksOnTheEventLoop() {
		this.transport.execute(() -> this.events.add("task"));
		assertThat(this.events).isEmpty();
		this.channel.runPendingTasks();
		assertThat(this.events).containsExactly("task");
	}

	@Test
	void cutsTheConnection() {
		this.transport.abort();
		assertThat(this.channel.isOpen()).isFalse();
		assertThat(this.events).containsExactly("closed");
		assertThat(this.transport.isReady()).isFalse();
		assertThat(this.transport.pendingBytes()).isZero();
	}

	// In

	@Test
	void passesMessagesOn() {
		receive(new TextWebSocketFrame("m:A.b::1"));
		assertThat(this.passed).hasSize(1);
		assertThat(this.events).isEmpty();
	}

	@Test
	void handsAMessageOfOneFrameOnByItself() {
		List<String> received = new ArrayList<>();
		this.transport.receive().map(WebSocketMessage::getPayloadAsText).subscribe(received::add);
		TextWebSocketFrame frame = new TextWebSocketFrame("m:A.b::1");
		receive(frame);
		assertThat(received).containsExactly("m:A.b::1");
		assertThat(frame.refCnt()).isZero();
		receive(new TextWebSocketFrame(false, 0, bytes("m:A.b::")));
		assertThat(this.passed).hasSize(1);
	}

	@Test
	void answersAPingWithItsContent() {
		receive(new PingWebSocketFrame(bytes("now")));
		PongWebSocketFrame pong = this.channel.readOutbound();
		assertThat(pong.content().toString(StandardCharsets.UTF_8)).isEqualTo("now");
		pong.release();
		assertThat(this.passed).isEmpty();
	}

	@Test
	void answersNoPingOfAPeerThatDoesNotRead() {
		this.channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(10, 20));
		this.transport.write(new byte[30]);
		PingWebSocketFrame ping = new PingWebSocketFrame(bytes("now"));
		receive(ping);
		assertThat(ping.refCnt()).isZero();
		this.transport.flush();
		assertThat(this.channel.outboundMessages()).singleElement().isInstanceOf(ByteBuf.class);
	}

	@Test
	void reservedBitsAreAViolation() {
		TextWebSocketFrame frame = new TextWebSocketFrame(true, 4, bytes("m:A.b::1"));
		receive(frame);
		assertThat(this.events).containsExactly("violated 1002");
		assertThat(frame.refCnt()).isZero();
		assertThat(this.passed).isEmpty();
	}

	@Test
	void aMessageMayHaveUpTo1024FragmentsBeforeTheLast() {
		receive(new TextWebSocketFrame(false, 0, bytes("m")));
		for (int i = 1; i < 1024; i++) {
			receive(new ContinuationWebSocketFrame(false, 0, bytes("x")));
		}
		receive(new ContinuationWebSocketFrame(true, 0, bytes("x")));
		assertThat(this.events).isEmpty();
		assertThat(this.passed).hasSize(1025);
		receive(new TextWebSocketFrame(false, 0, bytes("m")));
		assertThat(this.events).isEmpty();
	}

	@Test
	void moreFragmentsAreAViolation() {
		receive(new TextWebSocketFrame(false, 0, bytes("m")));
		for (int i = 1; i <= 1024; i++) {
			receive(new ContinuationWebSocketFrame(false, 0, bytes("")));
		}
		assertThat(this.events).containsExactly("violated 1009");
	}

	@Test
	void pongsBetweenFragmentsDoNotHideThem() {
		receive(new TextWebSocketFrame(false, 0, bytes("m")));
		for (int i = 1; i <= 1024; i++) {
			receive(new PongWebSocketFrame());
			receive(new ContinuationWebSocketFrame(false, 0, bytes("")));
		}
		assertThat(this.events).containsExactly("violated 1009");
	}

	// The close of this side

	@Test
	void endsTheNetworkOnceThePeerHasAnsweredTheClose() {
		this.transport.close(SocketCloseStatus.TOO_BIG).subscribe();
		CloseWebSocketFrame close = this.channel.readOutbound();
		assertThat(close.statusCode()).isEqualTo(1009);
		assertThat(close.reasonText()).isEqualTo("Message too big");
		close.release();
		TextWebSocketFrame late = new TextWebSocketFrame("m:A.b::1");
		receive(late);
		assertThat(late.refCnt()).isZero();
		assertThat(this.passed).isEmpty();
		assertThat(this.channel.isOpen()).isTrue();
		receive(new CloseWebSocketFrame(1009, ""));
		assertThat(this.channel.isOpen()).isFalse();
		assertThat(this.passed).isEmpty();
	}

	@Test
	void sendsNothingAfterItsClose() {
		this.transport.close(SocketCloseStatus.NORMAL).subscribe();
		this.channel.<CloseWebSocketFrame>readOutbound().release();
		this.transport.close(SocketCloseStatus.TOO_BIG).subscribe();
		CloseWebSocketFrame another = new CloseWebSocketFrame();
		assertThat(this.channel.writeAndFlush(another).isSuccess()).isFalse();
		assertThat(another.refCnt()).isZero();
		receive(new PingWebSocketFrame(bytes("now")));
		assertThat(this.channel.outboundMessages()).isEmpty();
	}

	@Test
	void readsOnForTheAnswerToItsCloseThoughReadingWasPaused() {
		this.channel.config().setAutoRead(false);
		this.transport.close(SocketCloseStatus.NORMAL).subscribe();
		assertThat(this.channel.config().isAutoRead()).isTrue();
		this.channel.<CloseWebSocketFrame>readOutbound().release();
	}

	@Test
	void leavesTheAnswerToAPeerThatClosesFirstToReactorNetty() {
		receive(new CloseWebSocketFrame(4321, "enough"));
		assertThat(this.passed).hasSize(1);
		assertThat(this.transport.closeStatus().block()).isEqualTo(new CloseStatus(4321, "enough"));
		this.transport.close(SocketCloseStatus.NORMAL).subscribe();
		assertThat(this.channel.outboundMessages()).isEmpty();
	}

	@Test
	void tellsOfWhatDecodersRefuse() {
		this.channel.pipeline().fireExceptionCaught(new TooLongFrameException());
		this.channel.pipeline().fireExceptionCaught(new DecompressionException());
		this.channel.pipeline().fireExceptionCaught(new CorruptedWebSocketFrameException());
		this.channel.pipeline()
			.fireExceptionCaught(
					new CorruptedWebSocketFrameException(WebSocketCloseStatus.INVALID_PAYLOAD_DATA, "no UTF-8"));
		assertThat(this.events).containsExactly("violated 1009", "violated 1009", "violated 1002", "violated 1007");
	}

	private void receive(WebSocketFrame frame) {
		this.channel.pipeline().fireChannelRead(frame);
	}

	private static ByteBuf bytes(String text) {
		return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
	}

	private final class RecordingListener implements TransportListener {

		@Override
		public void roundEnded() {
		}

		@Override
		public void ready() {
			NettyTransportTests.this.events.add("ready");
		}

		@Override
		public void violated(SocketCloseStatus status) {
			NettyTransportTests.this.events.add("violated " + status.code());
		}

		@Override
		public void receivingEnded(@Nullable Throwable ex) {
			NettyTransportTests.this.events.add("closed");
		}

	}

	private final class Bridge extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			NettyTransportTests.this.passed.add((WebSocketFrame) message);
		}

	}

	/**
	 * Its place in the pipeline; what it is given stays as it is.
	 */
	private static final class Encoder extends ChannelOutboundHandlerAdapter implements WebSocketFrameEncoder {

	}

}
