package io.grest.ws.internal.transport.netty;

import io.grest.ws.protocol.SocketCloseStatus;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;

/**
 * Rules for received frames: violations found by Netty's decoders, and those that they
 * accept. Used on the event loop.
 */
final class FrameRules {

	private static final int MAX_FRAGMENTS = 1024;

	// Fragments of the message being received.
	private int fragments;

	/**
	 * Check a received frame.
	 * @return the status to close with, or {@code null} if the frame is valid
	 */
	@Nullable SocketCloseStatus violation(WebSocketFrame frame) {
		if (frame.rsv() != 0) {
			return SocketCloseStatus.PROTOCOL_ERROR;
		}
		// RFC 6455 section 5.4: a control frame may come between fragments, and does not
		// end a message.
		if (frame instanceof PongWebSocketFrame || frame instanceof CloseWebSocketFrame) {
			return null;
		}
		if (frame.isFinalFragment()) {
			this.fragments = 0;
			return null;
		}
		return (++this.fragments > MAX_FRAGMENTS) ? SocketCloseStatus.TOO_BIG : null;
	}

	/**
	 * Check an exception of a decoder.
	 * @return the status to close with, or {@code null} if it is not the peer's fault
	 */
	static @Nullable SocketCloseStatus violation(Throwable ex) {
		if (ex instanceof CorruptedWebSocketFrameException corrupted) {
			return (corrupted.closeStatus().code() == SocketCloseStatus.INVALID_PAYLOAD.code())
					? SocketCloseStatus.INVALID_PAYLOAD : SocketCloseStatus.PROTOCOL_ERROR;
		}
		return (ex instanceof TooLongFrameException || ex instanceof DecompressionException) ? SocketCloseStatus.TOO_BIG
				: null;
	}

}
