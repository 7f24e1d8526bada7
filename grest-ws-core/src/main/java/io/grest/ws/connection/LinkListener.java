package io.grest.ws.connection;

import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;

/**
 * Contract for the session of a link. Must neither block nor throw.
 */
interface LinkListener {

	/**
	 * A text message has arrived.
	 * @param bytes holds the text until this method returns
	 * @param length the length of the text in bytes
	 */
	void received(byte[] bytes, int length);

	/**
	 * Return whether no further message is wanted now.
	 */
	boolean mustPause();

	/**
	 * Return whether a close has begun.
	 */
	boolean isClosed();

	/**
	 * Close after what waits to be sent.
	 */
	void close(SocketCloseStatus status);

	/**
	 * Close because of a fault that cannot be reported to the peer.
	 */
	void failed(Throwable ex);

	/**
	 * The peer has closed: it receives no answer any more.
	 */
	void peerClosed();

	/**
	 * The link is about to end. May be called several times.
	 */
	void ending(Link link, SocketCloseStatus status, @Nullable Throwable ex);

	/**
	 * The link has ended. Called once.
	 */
	void ended(Link link, SocketCloseStatus status, @Nullable Throwable ex);

}
