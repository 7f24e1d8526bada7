package io.grest.ws.internal.transport.netty;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

import io.grest.ws.internal.transport.SocketTransport;
import io.grest.ws.internal.transport.TransportListener;
import io.grest.ws.protocol.SocketCloseStatus;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.NettyPipeline;
import reactor.netty.http.websocket.WebsocketInbound;

import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * Transport directly on the channel of a WebSocket of Reactor Netty. Unlike the
 * {@code send} of a session, a channel reports the bytes that wait for the peer, flushes
 * many frames at once, and can be cut. There is no session, which would take a third of
 * an idle connection's memory.
 *
 * <p>
 * It also inspects received frames before Reactor Netty does: it limits the fragments of
 * a message, refuses reserved bits and invalid frames, and handles pings and pongs. It
 * closes by itself too, because Reactor Netty closes the channel at once, see
 * {@link ClosingHandshake}.
 *
 * @since 0.1.0
 */
public final class NettyTransport extends ChannelDuplexHandler implements SocketTransport {

	private final Channel channel;

	private final NettyInbound inbound;

	private final int maxMessageSize;

	private final boolean server;

	private final @Nullable String subProtocol;

	// Null if frames must pass the encoder of Netty.
	private @Nullable FrameBatch batch;

	private @Nullable TransportListener listener;

	private final FrameRules rules = new FrameRules();

	private final ClosingHandshake closing;

	NettyTransport(Channel channel, NettyInbound inbound, int maxMessageSize, boolean server,
			@Nullable String subProtocol) {
		this.channel = channel;
		this.inbound = inbound;
		this.closing = new ClosingHandshake(channel);
		this.maxMessageSize = maxMessageSize;
		this.server = server;
		this.subProtocol = subProtocol;
	}

	/**
	 * Create a transport for a WebSocket that a client has opened to this server.
	 * @param in the inbound side of the WebSocket
	 * @param maxMessageSize the limit of a received message in bytes
	 * @return the transport
	 */
	public static SocketTransport ofServer(WebsocketInbound in, int maxMessageSize) {
		return of(in, maxMessageSize, true);
	}

	/**
	 * Create a transport for a WebSocket that this side has opened.
	 * @param in the inbound side of the WebSocket
	 * @param maxMessageSize the limit of a received message in bytes
	 * @return the transport
	 */
	public static SocketTransport ofClient(WebsocketInbound in, int maxMessageSize) {
		return of(in, maxMessageSize, false);
	}

	private static SocketTransport of(WebsocketInbound in, int maxMessageSize, boolean server) {
		AtomicReference<Channel> found = new AtomicReference<>();
		in.withConnection((connection) -> found.set(connection.channel()));
		Channel channel = Objects.requireNonNull(found.get());
		// The aggregator must be behind this handler, see open().
		Flux<?> others = Flux.defer(() -> in.aggregateFrames(maxMessageSize).receiveObject());
		return new NettyTransport(channel, new NettyInbound(channel, others), maxMessageSize, server,
				in.selectedSubprotocol());
	}

	@Override
	public Flux<WebSocketMessage> receive() {
		return this.inbound;
	}

	@Override
	public @Nullable String subProtocol() {
		return this.subProtocol;
	}

	@Override
	public Mono<CloseStatus> closeStatus() {
		return Mono.defer(() -> Mono.justOrEmpty(this.closing.peerStatus()));
	}

	@Override
	public Mono<Void> open(TransportListener listener) {
		this.listener = listener;
		ChannelPipeline pipeline = this.channel.pipeline();
		pipeline.addBefore(NettyPipeline.ReactiveBridge, NettyTransport.class.getName(), this);
		FrameDecoder.install(this.channel, this.server, this.maxMessageSize);
		this.batch = FrameBatch.of(pipeline, this.server);
		return Mono.never();
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (this.closing.hasBegun()) {
			this.closing.discard(message);
			return;
		}
		if (!(message instanceof WebSocketFrame frame)) {
			context.fireChannelRead(message);
			return;
		}
		SocketCloseStatus violation = this.rules.violation(frame);
		if (violation != null) {
			frame.release();
			violated(violation);
		}
		else if (frame instanceof PingWebSocketFrame ping) {
			answer(context, ping);
		}
		else if (frame instanceof PongWebSocketFrame) {
			frame.release();
			heard();
		}
		else if (!(frame instanceof TextWebSocketFrame text && text.isFinalFragment()
				&& this.inbound.tryReceive(text))) {
			if (frame instanceof CloseWebSocketFrame close) {
				// Reactor Netty answers it.
				this.closing.received(close);
			}
			context.fireChannelRead(frame);
		}
	}

	private void heard() {
		if (this.listener != null) {
			this.listener.heard();
		}
	}

	private void violated(SocketCloseStatus violation) {
		if (this.listener != null) {
			this.listener.violated(violation);
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable ex) {
		SocketCloseStatus violation = FrameRules.violation(ex);
		if (violation == null) {
			context.fireExceptionCaught(ex);
			return;
		}
		if (FrameDecoder.hasReadClose(this.channel)) {
			this.closing.received();
		}
		violated(violation);
	}

	// A peer that does not read receives no pongs: RFC 6455 section 5.5.3 requires one
	// for the latest ping only.
	private void answer(ChannelHandlerContext context, PingWebSocketFrame ping) {
		heard();
		if (isReady()) {
			context.writeAndFlush(new PongWebSocketFrame(ping.content()));
		}
		else {
			ping.release();
		}
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
			this.listener.receivingEnded(null);
		}
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		try {
			this.inbound.discard();
		}
		finally {
			if (this.batch != null) {
				this.batch.release();
			}
		}
	}

	/**
	 * Write a message, unless this side has closed: nothing may follow its close, not
	 * even the close frame of Reactor Netty.
	 */
	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (this.closing.lets(message)) {
			context.write(message, promise);
		}
		else {
			ClosingHandshake.refuse(message, promise);
		}
	}

	@Override
	public void execute(Runnable task) {
		ChannelTasks.execute(this.channel, task);
	}

	@Override
	public void executeAfterReading(Runnable task) {
		ChannelTasks.executeAfterReading(this.channel, task);
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
		return Mono.create((sink) -> ChannelTasks.run(this.channel, () -> {
			this.inbound.discard();
			this.closing.begin(status, sink);
		}));
	}

	@Override
	public void abort() {
		this.channel.close();
	}

	@Override
	public void abortAfter(Duration patience) {
		this.closing.endAfter(patience);
	}

	@Override
	public boolean isOpen() {
		return this.channel.isOpen();
	}

	@Override
	public void ifUnreachable(Duration timeout, Runnable then) {
		if (TcpProbe.isAvailable()) {
			execute(() -> {
				if (TcpProbe.isUnreachable(this.channel, timeout)) {
					then.run();
				}
			});
		}
	}

}
