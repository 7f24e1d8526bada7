package io.grest.ws.internal.transport;

import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;

/**
 * Contract for following one transport. Called for messages by one thread at a time, for
 * the queue by the writing thread, for room and the end by any thread. Must neither block
 * nor throw.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface TransportListener {

	/**
	 * Handle the end of a round of writing, after which there may be room again.
	 */
	void roundEnded();

	/**
	 * Handle new room in the transport.
	 */
	default void ready() {
	}

	/**
	 * Handle a sign of life: a message of any kind, including pings and pongs.
	 */
	default void heard() {
	}

	/**
	 * Handle a text message.
	 * @param bytes the buffer with the text in valid UTF-8, valid until this method
	 * returns
	 * @param length the length of the text in bytes
	 */
	default void received(byte[] bytes, int length) {
	}

	/**
	 * Handle a violation of the protocol by the peer.
	 * @param status the code and reason to close with
	 */
	default void violated(SocketCloseStatus status) {
	}

	/**
	 * Return whether reading must pause. Called by any thread.
	 * @return {@code true} to hold further messages
	 */
	default boolean mustPause() {
		return false;
	}

	/**
	 * Handle the end of receiving.
	 * @param ex the failure that ended it, or {@code null} after a close
	 */
	default void receivingEnded(@Nullable Throwable ex) {
	}

	/**
	 * Handle a failure of the transport, after which waiting frames are not sent.
	 * @param ex the failure
	 */
	default void failed(Throwable ex) {
	}

}
