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
 * What a peer may not send, as far as frames are concerned: what Netty's decoders refuse,
 * and what they let through. Used on the event loop.
 */
final class FrameRules {

	private static final int MAX_FRAGMENTS = 1024;

	// Of the message being received.
	private int fragments;

	/**
	 * Look at a frame that was received.
	 * @return what to close with, or {@code null} if it is in order
	 */
	@Nullable SocketCloseStatus violation(WebSocketFrame frame) {
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

	/**
	 * Look at what a decoder throws.
	 * @return what to close with, or {@code null} if it is not the peer's fault
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
