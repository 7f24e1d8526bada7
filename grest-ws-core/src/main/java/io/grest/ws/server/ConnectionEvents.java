package io.grest.ws.server;

import java.security.Principal;
import java.util.function.Consumer;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.internal.Loggers;
import io.grest.ws.internal.SerialTasks;
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
	 * Follow a connection whose client is about to be accepted. It may be lost, and even
	 * come back, before the thread that accepts it goes on.
	 * @param connection the connection, of one contract
	 * @return what to run when the client has been accepted
	 */
	Runnable follow(SocketConnection<?> connection) {
		Followed followed = new Followed(connection, this.listener);
		followed.add(SocketConnectionEvent.Connected::new);
		connection.onDetach(() -> followed.tell(SocketConnectionEvent.Detached::new));
		connection.onResume(() -> followed.tell(SocketConnectionEvent.Resumed::new));
		return () -> {
			followed.tell();
			connection.onClose((reason) -> followed
				.tell((id, contract, principal) -> new SocketConnectionEvent.Closed(id, contract, principal, reason)));
		};
	}

	/**
	 * Connection whose events are told one at a time. One thread may tell that the client
	 * is away while another one closes the connection.
	 */
	private static final class Followed {

		private final SocketConnection<?> connection;

		private final Consumer<SocketConnectionEvent> listener;

		// A client that has been accepted must not be rejected for what a listener
		// throws.
		private final SerialTasks tasks = new SerialTasks(this::failed);

		// Belongs to the tasks.
		private boolean closed;

		Followed(SocketConnection<?> connection, Consumer<SocketConnectionEvent> listener) {
			this.connection = connection;
			this.listener = listener;
		}

		void tell(Factory factory) {
			add(factory);
			tell();
		}

		/**
		 * Tell what was added.
		 */
		void tell() {
			this.tasks.run();
		}

		/**
		 * Add an event, to be told before all later ones.
		 */
		void add(Factory factory) {
			this.tasks.add(() -> {
				if (!this.closed) {
					SocketConnectionEvent event = factory.create(this.connection.id(), this.connection.contract(),
							this.connection.principal().orElse(null));
					this.closed = event instanceof SocketConnectionEvent.Closed;
					this.listener.accept(event);
				}
			});
		}

		private void failed(Throwable ex) {
			logger.error("The listener of the events of " + this.connection + " failed", ex);
		}

	}

	private interface Factory {

		SocketConnectionEvent create(String connection, SocketContract<?, ?> contract, @Nullable Principal principal);

	}

}
