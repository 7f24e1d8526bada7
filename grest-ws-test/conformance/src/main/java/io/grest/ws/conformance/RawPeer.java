package io.grest.ws.conformance;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;

/**
 * One end of a WebSocket, message by message, by Netty alone. Sending waits for nothing,
 * and what arrives is kept until it is asked for; a close is answered at once, a ping by
 * Netty.
 */
final class RawPeer implements AutoCloseable {

	static final Duration TIMEOUT = Duration.ofSeconds(5);

	// A peer that takes more than its case reads hears a late answer behind all of it.
	private static final int MOST_UNREAD = 1024;

	private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();

	private final Channel channel;

	// A server's end closes the TCP connection first. RFC 6455 section 7.1.1.
	private final boolean isServer;

	private volatile boolean closeSent;

	private volatile boolean stalled;

	private RawPeer(Channel channel, boolean isServer) {
		this.channel = channel;
		this.isServer = isServer;
	}

	/**
	 * Take over a channel whose upgrade is done.
	 */
	static RawPeer of(Channel channel, boolean isServer) {
		RawPeer peer = new RawPeer(channel, isServer);
		channel.pipeline().addLast(peer.new Receiver());
		return peer;
	}

	void send(String text) {
		this.channel.writeAndFlush(new TextWebSocketFrame(text));
	}

	void sendBinary(byte[] bytes) {
		this.channel.writeAndFlush(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(bytes)));
	}

	void sendClose(int code) {
		this.closeSent = true;
		this.channel.writeAndFlush(new CloseWebSocketFrame(code, ""));
	}

	/**
	 * Send a close with any content, also one that is not valid.
	 */
	void sendClose(byte[] content) {
		this.closeSent = true;
		this.channel.writeAndFlush(new CloseWebSocketFrame(true, 0, Unpooled.wrappedBuffer(content)));
	}

	/**
	 * Read nothing from now on, so that no ping is answered.
	 */
	void stall() {
		this.stalled = true;
		this.channel.config().setAutoRead(false);
	}

	/**
	 * Cut the TCP connection.
	 */
	void drop() {
		this.channel.close();
	}

	/**
	 * Reset the TCP connection.
	 */
	void reset() {
		this.channel.config().setOption(ChannelOption.SO_LINGER, 0);
		this.channel.close();
	}

	/**
	 * What arrives next.
	 */
	Arrival next() {
		return Check.present(poll(TIMEOUT), "expected a frame or a close, came nothing within %s", TIMEOUT);
	}

	/**
	 * Check that nothing arrives.
	 */
	void expectSilence(Duration duration) {
		Arrival arrival = poll(duration);
		Check.that(arrival == null, "expected nothing within %s, came %s", duration, arrival);
	}

	/**
	 * What arrives next, or {@code null} if nothing does in that time.
	 */
	@Nullable Arrival poll(Duration timeout) {
		try {
			Arrival arrival = this.arrivals.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
			if (this.arrivals.size() < MOST_UNREAD && !this.stalled && !this.channel.config().isAutoRead()) {
				this.channel.config().setAutoRead(true);
			}
			return arrival;
		}
		catch (InterruptedException ex) {
			throw new AssertionError("Interrupted while waiting for a frame", ex);
		}
	}

	/**
	 * What has arrived so far.
	 */
	void drainTo(List<Arrival> arrived) {
		this.arrivals.drainTo(arrived);
		if (!this.stalled && !this.channel.config().isAutoRead()) {
			this.channel.config().setAutoRead(true);
		}
	}

	/**
	 * Close with 1000, unless it has been closed, and wait for the other side to follow.
	 */
	@Override
	public void close() {
		if (this.channel.isActive() && !this.closeSent) {
			sendClose(1000);
		}
		boolean closed = this.channel.closeFuture().awaitUninterruptibly(TIMEOUT.toMillis());
		this.channel.close();
		Check.that(closed, "expected the end of the TCP connection after the close, came none within %s", TIMEOUT);
	}

	/**
	 * What arrived.
	 *
	 * @param kind what it is
	 * @param text a message's text, or a close's reason
	 * @param code a close's code
	 */
	record Arrival(Kind kind, String text, int code) {

		boolean isMessage() {
			return this.kind == Kind.TEXT || this.kind == Kind.BINARY;
		}

		@Override
		public String toString() {
			return switch (this.kind) {
				case TEXT -> this.text;
				case BINARY -> "a binary frame";
				case CLOSE -> "close " + this.code + " " + this.text;
				case END -> "the end of the TCP connection";
			};
		}

		enum Kind {

			TEXT, BINARY, CLOSE, END

		}

	}

	private final class Receiver extends SimpleChannelInboundHandler<WebSocketFrame> {

		@Override
		protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
			if (RawPeer.this.arrivals.size() >= MOST_UNREAD) {
				context.channel().config().setAutoRead(false);
			}
			if (frame instanceof CloseWebSocketFrame close) {
				arrived(Arrival.Kind.CLOSE, close.reasonText(), close.statusCode());
				follow(context, close);
			}
			else if (frame instanceof TextWebSocketFrame) {
				arrived(Arrival.Kind.TEXT, frame.content().toString(StandardCharsets.UTF_8), 0);
			}
			else {
				arrived(Arrival.Kind.BINARY, "", 0);
			}
		}

		private void follow(ChannelHandlerContext context, CloseWebSocketFrame close) {
			boolean answered = RawPeer.this.closeSent;
			RawPeer.this.closeSent = true;
			if (!answered && RawPeer.this.isServer) {
				context.writeAndFlush(close.retainedDuplicate()).addListener(ChannelFutureListener.CLOSE);
			}
			else if (!answered) {
				context.writeAndFlush(close.retainedDuplicate());
			}
			else if (RawPeer.this.isServer) {
				context.close();
			}
		}

		@Override
		public void channelInactive(ChannelHandlerContext context) {
			arrived(Arrival.Kind.END, "", 0);
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable ex) {
			// A reset by the other side; what was sent before it has arrived.
			context.close();
		}

		private void arrived(Arrival.Kind kind, String text, int code) {
			RawPeer.this.arrivals.add(new Arrival(kind, text, code));
		}

	}

}
