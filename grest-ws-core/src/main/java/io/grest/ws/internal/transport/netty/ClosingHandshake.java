package io.grest.ws.internal.transport.netty;

import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.grest.ws.protocol.SocketCloseStatus;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

import org.springframework.web.reactive.socket.CloseStatus;

/**
 * Closing handshake begun by this side, as of RFC 6455 section 7.1.1. After the close
 * nothing is sent, and received frames are discarded up to the peer's close. The channel
 * is closed only then: with unread bytes it would be reset, and the peer could lose the
 * close before it reads it. Used on the event loop.
 */
final class ClosingHandshake {

	private final Channel channel;

	// The peer's close status, for any thread.
	private volatile @Nullable CloseStatus peerStatus;

	private @Nullable CloseWebSocketFrame close;

	private boolean written;

	private boolean received;

	ClosingHandshake(Channel channel) {
		this.channel = channel;
	}

	/**
	 * Send the close of this side, unless the connection closes anyway.
	 * @param sink the sink, completed when the close was written
	 */
	void begin(SocketCloseStatus status, MonoSink<Void> sink) {
		if (this.close != null || this.peerStatus != null) {
			sink.success();
			return;
		}
		CloseWebSocketFrame frame = new CloseWebSocketFrame(status.code(), status.reason());
		this.close = frame;
		this.channel.writeAndFlush(frame).addListener((future) -> {
			this.written = true;
			endIfDone();
			if (future.isSuccess()) {
				sink.success();
			}
			else {
				sink.error(future.cause());
			}
		});
		// Reading may have been paused.
		this.channel.config().setAutoRead(true);
	}

	/**
	 * Return whether this side has begun to close.
	 */
	boolean hasBegun() {
		return this.close != null;
	}

	/**
	 * Return whether a message may be sent, which none may after the close of this side.
	 */
	boolean lets(Object message) {
		return this.close == null || message == this.close;
	}

	/**
	 * Refuse a message that may no longer be sent.
	 */
	static void refuse(Object message, ChannelPromise promise) {
		ReferenceCountUtil.release(message);
		if (!promise.isVoid()) {
			promise.tryFailure(new ClosedChannelException());
		}
	}

	/**
	 * Discard a message that arrived after the close of this side.
	 */
	void discard(Object message) {
		boolean last = message instanceof CloseWebSocketFrame;
		ReferenceCountUtil.release(message);
		if (last) {
			received();
		}
	}

	/**
	 * Handle a close of the peer before that of this side.
	 */
	void received(CloseWebSocketFrame frame) {
		int code = frame.statusCode();
		this.peerStatus = (code < CloseStatus.NORMAL.getCode() || code > FrameDecoder.LAST_CLOSE_CODE)
				? CloseStatus.NO_STATUS_CODE : CloseStatus.create(code, frame.reasonText());
		received();
	}

	/**
	 * Handle the last frame of the peer.
	 */
	void received() {
		this.received = true;
		endIfDone();
	}

	private void endIfDone() {
		if (this.written && this.received) {
			this.channel.close();
		}
	}

	/**
	 * Close the channel after a time, unless it has been closed by then.
	 */
	void endAfter(Duration patience) {
		if (!this.channel.isOpen()) {
			return;
		}
		try {
			Future<?> cut = this.channel.eventLoop()
				.schedule(() -> this.channel.close(), patience.toMillis(), TimeUnit.MILLISECONDS);
			this.channel.closeFuture().addListener((closed) -> cut.cancel(false));
		}
		catch (RejectedExecutionException ex) {
			// The event loop is shut down, and with it the channel.
		}
	}

	/**
	 * Return the peer's close status, or {@code null} if the peer has not closed or only
	 * answered the close of this side.
	 */
	@Nullable CloseStatus peerStatus() {
		return this.peerStatus;
	}

}
