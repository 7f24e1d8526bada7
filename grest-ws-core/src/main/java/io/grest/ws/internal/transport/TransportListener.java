package io.grest.ws.internal.transport;

import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;

/**
 * Contract for following one transport: what arrives, by one thread at a time; what
 * becomes of its queue, by the thread that writes; its room and its end, by any thread.
 * Must neither block nor throw.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface TransportListener {

	/**
	 * A round of writing has ended: there may be room again.
	 */
	void roundEnded();

	/**
	 * There is room in the transport again.
	 */
	default void ready() {
	}

	/**
	 * A message of any kind has arrived, a ping or a pong included: the peer is alive.
	 */
	default void heard() {
	}

	/**
	 * A text message has arrived.
	 * @param bytes holds the text, valid UTF-8, until this method returns
	 * @param length the length of the text in bytes, from the first on
	 */
	default void received(byte[] bytes, int length) {
	}

	/**
	 * The peer has sent what it must not send.
	 * @param status what to close with
	 */
	default void violated(SocketCloseStatus status) {
	}

	/**
	 * Return whether no further message is wanted now. Called by any thread.
	 * @return {@code true} to hold what arrives
	 */
	default boolean mustPause() {
		return false;
	}

	/**
	 * No message arrives any more.
	 * @param ex what ended it, or {@code null} after a close
	 */
	default void receivingEnded(@Nullable Throwable ex) {
	}

	/**
	 * The transport failed: nothing that waits will leave any more.
	 * @param ex what failed
	 */
	default void failed(Throwable ex) {
	}

}
