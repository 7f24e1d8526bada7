package io.grest.ws.internal.session;

import java.util.List;

import io.grest.ws.internal.wire.ResumeOffer;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;

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
	 * Let the calls of both sides end, and tell the server that nothing more is sent. The
	 * session ends with its socket then. For a client.
	 */
	void depart();

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

		/**
		 * Return the receipt of a session that has ended in order, nothing of which is
		 * missing. For a server.
		 * @param received the number of counted frames that it has received
		 * @param sent the number of those that its client has received
		 * @return the receipt, or {@code null} for none
		 */
		default @Nullable String receipt(long received, long sent) {
			return null;
		}

	}

}
