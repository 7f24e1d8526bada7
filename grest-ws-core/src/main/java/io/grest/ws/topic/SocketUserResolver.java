package io.grest.ws.topic;

import io.grest.ws.connection.SocketConnection;
import org.jspecify.annotations.Nullable;

/**
 * Contract for telling whose a connection is, so that it can be reached as one of
 * {@link Sockets#user a user's}.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SocketUserResolver {

	/**
	 * Return the name of a connection's user.
	 * @param connection the connection, which has been authenticated; its handler has not
	 * been called
	 * @return the name, or {@code null} for nobody
	 */
	@Nullable String resolve(SocketConnection<?> connection);

}
