package io.grest.ws.internal.session;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.internal.Loggers;
import io.grest.ws.internal.call.FailureLog;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Listeners that are called once when a connection closes. A listener that is added later
 * is called at once.
 */
final class CloseListeners {

	private static final Log logger = LogFactory.getLog(Loggers.CONNECTION);

	private final FailureLog failures;

	// Null while there are none, as for most connections. Guarded by this.
	private @Nullable Set<Consumer<CloseReason>> listeners;

	// Null until the connection has closed. Guarded by this.
	private @Nullable CloseReason reason;

	CloseListeners(FailureLog failures) {
		this.failures = failures;
	}

	void add(Consumer<CloseReason> listener) {
		CloseReason reason;
		synchronized (this) {
			reason = this.reason;
			if (reason == null) {
				if (this.listeners == null) {
					this.listeners = new LinkedHashSet<>(2);
				}
				this.listeners.add(listener);
			}
		}
		if (reason != null) {
			call(listener, reason);
		}
	}

	synchronized void remove(Consumer<CloseReason> listener) {
		if (this.listeners != null) {
			this.listeners.remove(listener);
		}
	}

	void closed(CloseReason reason) {
		List<Consumer<CloseReason>> told;
		synchronized (this) {
			this.reason = reason;
			told = (this.listeners != null) ? List.copyOf(this.listeners) : List.of();
			this.listeners = null;
		}
		told.forEach((listener) -> call(listener, reason));
	}

	/**
	 * Call a listener of the user. What it throws is logged and goes no further.
	 */
	<T> void call(Consumer<T> listener, T argument) {
		run(listener, () -> listener.accept(argument));
	}

	/**
	 * Call a listener of the user that takes nothing.
	 */
	void call(Runnable listener) {
		run(listener, listener);
	}

	private void run(Object listener, Runnable call) {
		try {
			call.run();
		}
		catch (Throwable ex) {
			String line = "Listener of a connection failed: " + listener.getClass().getName();
			this.failures.error(logger, line, line, ex);
		}
	}

}
