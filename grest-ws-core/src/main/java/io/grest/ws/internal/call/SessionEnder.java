package io.grest.ws.internal.call;

import io.grest.ws.error.SocketException;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;

/**
 * Contract for ending a session because of a call. Safe to use from any thread.
 *
 * @since 0.1.0
 */
public interface SessionEnder {

	/**
	 * Close after the frames that wait to be sent.
	 * @param last the last frame, or {@code null} for none
	 * @param status the code and reason of the close
	 * @param cause the failure, or {@code null} for none
	 */
	void close(@Nullable OutboundFrame last, SocketCloseStatus status, @Nullable Throwable cause);

	/**
	 * Close with an error that the peer has announced as the reason of its close.
	 * @param status the code and reason of the close of the peer
	 * @param error the error
	 */
	void closing(SocketCloseStatus status, SocketException error);

	/**
	 * Close because of a fault that cannot be reported to the peer.
	 * @param ex the fault
	 */
	void failed(Throwable ex);

}
