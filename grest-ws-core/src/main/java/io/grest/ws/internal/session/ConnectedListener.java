package io.grest.ws.internal.session;

import java.util.function.Consumer;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.protocol.SocketCloseStatus;

/**
 * Contract for whoever is told of the clients of a server.
 *
 * @since 0.1.0
 */
public interface ConnectedListener {

	/**
	 * Handle a client that has been authenticated, before its handler is called.
	 * @param connection the connection, once for each contract that it serves
	 */
	void connected(SocketConnection<?> connection);

	/**
	 * Tell a listener of each user whose connections are closed on all nodes.
	 * @param listener the listener, told once however often it is given
	 */
	void whenUserClosed(UserListener listener);

	/**
	 * Tell the other nodes that a client has gone on at this one, so that the session
	 * that one of them keeps for it ends.
	 * @param session what names the session
	 */
	void wentElsewhere(String session);

	/**
	 * Tell a listener of each session whose client has gone on at another node.
	 * @param listener the listener, told once however often it is given
	 */
	void whenElsewhere(Consumer<String> listener);

	/**
	 * Contract for whoever closes the connections of users.
	 */
	@FunctionalInterface
	interface UserListener {

		/**
		 * Close the connections of a user, and reject its handshakes. Does not block.
		 * @param contract the name of the contract
		 * @param user the name of the user
		 * @param status the close
		 */
		void closed(String contract, String user, SocketCloseStatus status);

	}

}
