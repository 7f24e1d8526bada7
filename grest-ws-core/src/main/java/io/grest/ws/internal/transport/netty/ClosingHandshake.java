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
 * The close of this side, after which nothing is sent and all that arrives is discarded
 * up to the peer's: RFC 6455 section 7.1.1. Only then is the network ended, for with
 * bytes unread that would be a reset, which takes from the peer what it has not read yet,
 * the close. Used on the event loop.
 */
final class ClosingHandshake {

	private final Channel channel;

	// What the peer has closed with, for any thread.
	private volatile @Nullable CloseStatus peerStatus;

	private @Nullable CloseWebSocketFrame close;

	private boolean written;

	private boolean received;

	ClosingHandshake(Channel channel) {
		this.channel = channel;
	}

	/**
	 * Send the close of this side, unless the connection closes anyway.
	 * @param sink completes when it is out
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
	 * Whether this side closes.
	 */
	boolean hasBegun() {
		return this.close != null;
	}

	/**
	 * Whether something may be sent: nothing may after the close of this side.
	 */
	boolean lets(Object message) {
		return this.close == null || message == this.close;
	}

	/**
	 * Refuse what may not be sent any more.
	 */
	static void refuse(Object message, ChannelPromise promise) {
		ReferenceCountUtil.release(message);
		if (!promise.isVoid()) {
			promise.tryFailure(new ClosedChannelException());
		}
	}

	/**
	 * Something arrived after the close of this side.
	 */
	void discard(Object message) {
		boolean last = message instanceof CloseWebSocketFrame;
		ReferenceCountUtil.release(message);
		if (last) {
			received();
		}
	}

	/**
	 * The peer has closed first.
	 */
	void received(CloseWebSocketFrame frame) {
		int code = frame.statusCode();
		this.peerStatus = (code < CloseStatus.NORMAL.getCode() || code > FrameDecoder.LAST_CLOSE_CODE)
				? CloseStatus.NO_STATUS_CODE : CloseStatus.create(code, frame.reasonText());
		received();
	}

	/**
	 * The peer has sent its last frame.
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
	 * End the network after a time, if it has not ended by itself until then.
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
	 * What the peer has closed with, or {@code null} if it has not, or in answer to this
	 * side.
	 */
	@Nullable CloseStatus peerStatus() {
		return this.peerStatus;
	}

}
