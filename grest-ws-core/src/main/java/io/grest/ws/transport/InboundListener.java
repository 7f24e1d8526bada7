package io.grest.ws.transport;

import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;

/**
 * Is told what arrives, by one thread at a time. Must neither block nor throw.
 *
 * @since 0.1.0
 */
public interface InboundListener {

	/**
	 * A message of any kind, a pong included: the peer is alive.
	 */
	void onMessage();

	/**
	 * A text message.
	 * @param bytes holds the text, valid UTF-8, until this method returns
	 * @param length the text's length in bytes, from the first on
	 */
	void onText(byte[] bytes, int length);

	/**
	 * A message that a peer must not send.
	 * @param status what to close with
	 */
	void onViolation(SocketCloseStatus status);

	/**
	 * No message comes any more.
	 * @param ex what ended it, or {@code null} after a close
	 */
	void onEnd(@Nullable Throwable ex);

	/**
	 * Whether no further message is wanted now. Called by any thread.
	 */
	boolean mustPause();

}
