package io.grest.ws.internal.session;

import java.util.function.Consumer;

import io.grest.ws.connection.SocketConnection;

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
	 * Call a listener for each user whose connections are closed on all nodes.
	 * @param listener the listener of names, which does not block
	 */
	void whenUserClosed(Consumer<String> listener);

}
