package io.grest.ws.internal.session;

import io.grest.ws.protocol.SocketCloseStatus;

/**
 * Session that is kept while its client is away, as whoever keeps it sees it. Safe to use
 * from any thread.
 *
 * @since 0.1.0
 */
public interface KeptSession {

	/**
	 * Return a text that names the connection, as everywhere in the log.
	 */
	@Override
	String toString();

	/**
	 * Return whether anything was received since the session was last given a socket.
	 * @return {@code false} if the client may not have received what it was told then
	 */
	boolean isHeard();

	/**
	 * Return the memory that its frames take.
	 * @return the number of bytes
	 */
	long size();

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
