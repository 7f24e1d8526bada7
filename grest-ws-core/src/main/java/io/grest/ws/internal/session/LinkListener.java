package io.grest.ws.internal.session;

import io.grest.ws.internal.log.ConnectionLog;
import io.grest.ws.internal.transport.OutboundQueue;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;

/**
 * Contract for the session of a link. Must neither block nor throw.
 */
interface LinkListener {

	/**
	 * Return the queue of the session's frames.
	 */
	OutboundQueue queue();

	/**
	 * Return the timer of the session.
	 */
	SessionTimer timer();

	/**
	 * Return the log of the session.
	 */
	ConnectionLog log();

	/**
	 * Handle a text message.
	 * @param bytes the buffer with the text, valid until this method returns
	 * @param length the length of the text in bytes
	 */
	void received(byte[] bytes, int length);

	/**
	 * Return whether reading must pause.
	 */
	boolean mustPause();

	/**
	 * Return whether a close has begun.
	 */
	boolean isClosed();

	/**
	 * Close after the queued frames.
	 */
	void close(SocketCloseStatus status);

	/**
	 * Close because of a fault that cannot be reported to the peer.
	 */
	void failed(Throwable ex);

	/**
	 * Give up a peer that reads nothing, or is silent, without sending the queued frames.
	 * @param fault the fault of the peer, for the log
	 */
	void givenUp(Link link, SocketCloseStatus status, String fault);

	/**
	 * Close without sending the queued frames, because of the peer.
	 * @param fault the fault of the peer, for the log
	 */
	void closeNow(SocketCloseStatus status, String fault);

	/**
	 * Handle the peer's close, after which it receives no answers on this link.
	 */
	void peerClosed(SocketCloseStatus status);

	/**
	 * Handle the coming end of a link. May be called several times.
	 */
	void ending(Link link, SocketCloseStatus status, @Nullable Throwable ex);

	/**
	 * Handle the end of a link. Called once.
	 */
	void ended(Link link, SocketCloseStatus status, @Nullable Throwable ex);

}
