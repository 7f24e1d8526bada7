package io.grest.ws.transport;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.grest.ws.protocol.SocketCloseStatus;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.RandomWebSocketFrameMaskGenerator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionEncoder;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.NettyPipeline;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * Frames straight to the channel of a WebSocket of Reactor Netty. Unlike the {@code send}
 * of a session, the channel tells in bytes what waits for the peer, lets go many frames
 * by one flush, and can be cut. There is no session: what one holds would be a third of
 * an idle connection.
 *
 * <p>
 * It also looks at what arrives, before Reactor Netty does: messages in fragments without
 * end, reserved bits that no extension uses, and pings whose pongs nobody reads.
 *
 * @since 0.1.0
 */
public final class NettyTransport extends ChannelInboundHandlerAdapter implements SocketTransport {

	private static final int MAX_FRAGMENTS = 1024;

	private final WebsocketInbound in;

	private final WebsocketOutbound out;

	private final Channel channel;

	private final NettyInbound inbound;

	private final boolean server;

	// Null where frames must pass the encoder of an extension.
	private @Nullable FrameBatch batch;

	private @Nullable Listener listener;

	// Of the message being received. The event loop's.
	private int fragments;

	NettyTransport(WebsocketInbound in, WebsocketOutbound out, Channel channel, NettyInbound inbound, boolean server) {
		this.in = in;
		this.out = out;
		this.channel = channel;
		this.inbound = inbound;
		this.server = server;
	}

	/**
	 * Through the channel of a WebSocket that a client has opened to this server.
	 * @param in the WebSocket's receiving side
	 * @param out its sending side
	 * @param maxMessageSize how many bytes a received message may have
	 * @return the transport
	 */
	public static SocketTransport ofServer(WebsocketInbound in, WebsocketOutbound out, int maxMessageSize) {
		return of(in, out, maxMessageSize, true);
	}

	/**
	 * Through the channel of a WebSocket that this side has opened.
	 * @param in the WebSocket's receiving side
	 * @param out its sending side
	 * @param maxMessageSize how many bytes a received message may have
	 * @return the transport
	 */
	public static SocketTransport ofClient(WebsocketInbound in, WebsocketOutbound out, int maxMessageSize) {
		return of(in, out, maxMessageSize, false);
	}

	private static SocketTransport of(WebsocketInbound in, WebsocketOutbound out, int maxMessageSize, boolean server) {
		AtomicReference<Channel> found = new AtomicReference<>();
		in.withConnection((connection) -> found.set(connection.channel()));
		Channel channel = Objects.requireNonNull(found.get());
		// The aggregator's place is behind this transport's, see open().
		Flux<?> others = Flux.defer(() -> in.aggregateFrames(maxMessageSize).receiveObject());
		return new NettyTransport(in, out, channel, new NettyInbound(channel, others), server);
	}

	@Override
	public Flux<WebSocketMessage> receive() {
		return this.inbound;
	}

	@Override
	public @Nullable String subProtocol() {
		return this.in.selectedSubprotocol();
	}

	@Override
	public Mono<CloseStatus> closeStatus() {
		return this.in.receiveCloseStatus().map((status) -> CloseStatus.create(status.code(), status.reasonText()));
	}

	@Override
	public Mono<Void> open(Listener listener) {
		this.listener = listener;
		ChannelPipeline pipeline = this.channel.pipeline();
		pipeline.addBefore(NettyPipeline.ReactiveBridge, NettyTransport.class.getName(), this);
		ChannelHandlerContext encoder = pipeline.context(WebSocketFrameEncoder.class);
		if (encoder != null && pipeline.get(WebSocketExtensionEncoder.class) == null) {
			this.batch = new FrameBatch(encoder, this.server ? null : RandomWebSocketFrameMaskGenerator.INSTANCE);
		}
		return Mono.never();
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		SocketCloseStatus violation = (message instanceof WebSocketFrame frame) ? violation(frame) : null;
		if (violation == null && message instanceof PingWebSocketFrame ping) {
			answer(context, ping);
			return;
		}
		if (violation == null) {
			if (!(message instanceof TextWebSocketFrame text && text.isFinalFragment()
					&& this.inbound.tryReceive(text))) {
				context.fireChannelRead(message);
			}
			return;
		}
		ReferenceCountUtil.release(message);
		if (this.listener != null) {
			this.listener.violated(violation);
		}
	}

	// A peer that does not read its pongs gets none: RFC 6455 section 5.5.3 asks for the
	// one to the latest ping only.
	private void answer(ChannelHandlerContext context, PingWebSocketFrame ping) {
		if (this.listener != null) {
			this.listener.pinged();
		}
		if (isReady()) {
			context.writeAndFlush(new PongWebSocketFrame(ping.content()));
		}
		else {
			ping.release();
		}
	}

	private @Nullable SocketCloseStatus violation(WebSocketFrame frame) {
		if (frame.rsv() != 0) {
			return SocketCloseStatus.PROTOCOL_ERROR;
		}
		// RFC 6455 section 5.4: a control frame may come between fragments, and ends
		// none.
		if (frame instanceof PongWebSocketFrame || frame instanceof CloseWebSocketFrame) {
			return null;
		}
		if (frame.isFinalFragment()) {
			this.fragments = 0;
			return null;
		}
		return (++this.fragments > MAX_FRAGMENTS) ? SocketCloseStatus.TOO_BIG : null;
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		if (this.listener != null && this.channel.isWritable()) {
			this.listener.ready();
		}
		context.fireChannelWritabilityChanged();
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		context.fireChannelInactive();
		if (this.listener != null) {
			this.listener.closed();
		}
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		this.inbound.discard();
		if (this.batch != null) {
			this.batch.release();
		}
	}

	@Override
	public void execute(Runnable task) {
		execute(this.channel, task);
	}

	static void execute(Channel channel, Runnable task) {
		try {
			channel.eventLoop().execute(task);
		}
		catch (RejectedExecutionException ex) {
			// The event loop is shut down, and with it the channel: nobody is left to
			// write to.
		}
	}

	// The event loop runs all tasks before it reads again, those that tasks add as well.
	// What a task schedules waits until it has read.
	@Override
	public void executeAfterReading(Runnable task) {
		execute(() -> this.channel.eventLoop().schedule(task, 0, TimeUnit.NANOSECONDS));
	}

	@Override
	public Executor eventLoop() {
		return this.channel.eventLoop();
	}

	@Override
	public boolean isOnEventLoop() {
		return this.channel.eventLoop().inEventLoop();
	}

	@Override
	public boolean isReady() {
		FrameBatch batch = this.batch;
		return (batch != null) ? this.channel.bytesBeforeUnwritable() > batch.size() : this.channel.isWritable();
	}

	@Override
	public void write(byte[] frame) {
		if (this.batch != null) {
			this.batch.add(frame);
		}
		else {
			this.channel.write(new TextWebSocketFrame(Unpooled.wrappedBuffer(frame)), this.channel.voidPromise());
		}
	}

	@Override
	public void ping() {
		this.channel.write(new PingWebSocketFrame());
	}

	@Override
	public void flush() {
		if (this.batch != null) {
			this.batch.flush();
		}
		else {
			this.channel.flush();
		}
	}

	@Override
	public long pendingBytes() {
		ChannelOutboundBuffer buffer = this.channel.unsafe().outboundBuffer();
		return ((buffer != null) ? buffer.totalPendingWriteBytes() : 0)
				+ ((this.batch != null) ? this.batch.size() : 0);
	}

	@Override
	public Mono<Void> close(SocketCloseStatus status) {
		return this.out.sendClose(status.code(), status.reason());
	}

	@Override
	public void abort() {
		this.channel.close();
	}

	@Override
	public void abortAfter(Duration patience) {
		if (!isOpen()) {
			return;
		}
		try {
			Future<?> cut = this.channel.eventLoop().schedule(this::abort, patience.toMillis(), TimeUnit.MILLISECONDS);
			this.channel.closeFuture().addListener((closed) -> cut.cancel(false));
		}
		catch (RejectedExecutionException ex) {
			// As above.
		}
	}

	@Override
	public boolean isOpen() {
		return this.channel.isOpen();
	}

}
