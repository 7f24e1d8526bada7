package io.grest.ws.server;

import java.security.Principal;
import java.util.function.Consumer;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.internal.Loggers;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Events of the connections of a server.
 *
 * @param listener the listener of all events
 */
record ConnectionEvents(Consumer<SocketConnectionEvent> listener) {

	private static final Log logger = LogFactory.getLog(Loggers.CONNECTION);

	/**
	 * Follow a connection whose client has been accepted.
	 * @param connection the connection, of one contract
	 */
	void follow(SocketConnection<?> connection) {
		tell(connection, SocketConnectionEvent.Connected::new);
		connection.onDetach(() -> tell(connection, SocketConnectionEvent.Detached::new));
		connection.onResume(() -> tell(connection, SocketConnectionEvent.Resumed::new));
		connection.onClose((reason) -> tell(connection,
				(id, contract, principal) -> new SocketConnectionEvent.Closed(id, contract, principal, reason)));
	}

	private void tell(SocketConnection<?> connection, Factory factory) {
		try {
			this.listener
				.accept(factory.create(connection.id(), connection.contract(), connection.principal().orElse(null)));
		}
		catch (Throwable ex) {
			// The client has been accepted, and must not be rejected for it.
			logger.error("The listener of the events of " + connection + " failed", ex);
		}
	}

	private interface Factory {

		SocketConnectionEvent create(String connection, SocketContract<?, ?> contract, @Nullable Principal principal);

	}

}
