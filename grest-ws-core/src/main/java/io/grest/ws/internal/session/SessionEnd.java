package io.grest.ws.internal.session;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.internal.call.FailureLog;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;

/**
 * Reason of a session's end, and its listeners.
 */
final class SessionEnd {

	private final CloseListeners listeners;

	// Set by the thread that moved the state to CLOSED.
	private volatile @Nullable CloseReason reason;

	// Set by the reading thread, if the other side announces the reason of its close.
	private volatile @Nullable CloseReason announced;

	SessionEnd(FailureLog failures) {
		this.listeners = new CloseListeners(failures);
	}

	CloseListeners listeners() {
		return this.listeners;
	}

	/**
	 * Set the reason of the end. A reason announced by the other side takes precedence
	 * over its close.
	 */
	void because(SocketCloseStatus status, CloseReason.Initiator initiator, @Nullable Throwable cause) {
		CloseReason announced = this.announced;
		this.reason = (announced != null) ? announced : new CloseReason(status, initiator, cause);
	}

	/**
	 * Set the reason announced by the other side.
	 * @return {@code false} if it announced one before
	 */
	boolean announce(CloseReason announced) {
		if (this.announced != null) {
			return false;
		}
		this.announced = announced;
		return true;
	}

	/**
	 * Return the reason, or if none is set, one from the end of the link.
	 */
	CloseReason reason(SocketCloseStatus status, @Nullable Throwable cause) {
		CloseReason reason = this.reason;
		return (reason != null) ? reason : new CloseReason(status, CloseReason.Initiator.LOCAL, cause);
	}

}
