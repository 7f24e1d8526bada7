package io.grest.ws.client;

import java.time.Duration;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.internal.session.ConnectionAccess;

/**
 * Connection that its server is about to end.
 *
 * @param step the step that waits for its end
 * @param connection the connection
 * @param after the time, from its end on, until the next attempt
 * @param <S> the methods of the server
 */
record Leaving<S>(ClientStep<S> step, SocketConnection<?> connection, Duration after) {

	/**
	 * Return whether a client is at the step that waits for the end, which has not come.
	 */
	boolean isOf(ClientStep<S> current) {
		return this.step == current && !ConnectionAccess.isClosed(this.connection);
	}

}
