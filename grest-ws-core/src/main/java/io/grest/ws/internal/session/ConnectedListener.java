package io.grest.ws.internal.session;

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

}
