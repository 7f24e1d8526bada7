package io.grest.ws.internal.session;

import java.util.List;

import io.grest.ws.internal.wire.ResumeOffer;
import io.grest.ws.protocol.SocketCloseStatus;

/**
 * Session that is kept while its client is away, as whoever keeps it sees it. Safe to use
 * from any thread.
 *
 * @since 0.1.0
 */
public interface KeptSession {

	/**
	 * Return whether anything was received since the session was last given a socket.
	 * @return {@code false} if the client may not have received what it was told then
	 */
	boolean isHeard();

	/**
	 * Return what this side has received, and can send again.
	 * @param token the token of the session
	 * @return the offer to go on
	 */
	ResumeOffer offer(String token);

	/**
	 * Close the socket, to go on with another one.
	 */
	void leave();

	/**
	 * Return the memory that its frames take.
	 * @return the number of bytes
	 */
	long size();

	/**
	 * Return the topics whose positions the client is told next.
	 * @return the topics with history that it is a member of, as on the wire
	 */
	List<String> topics();

	/**
	 * End the session.
	 * @param status the code and reason of the close
	 */
	void end(SocketCloseStatus status);

	/**
	 * Set the listener of the times that the client is away.
	 * @param listener the listener
	 */
	void keptBy(Keeper listener);

	/**
	 * Contract for whoever keeps sessions. Called by one thread at a time; must neither
	 * block nor throw.
	 */
	interface Keeper {

		/**
		 * Handle that the client has lost its socket.
		 */
		void away();

		/**
		 * Handle that the client has another socket.
		 */
		void back();

	}

}
