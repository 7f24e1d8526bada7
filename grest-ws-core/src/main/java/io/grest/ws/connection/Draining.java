package io.grest.ws.connection;

import java.time.Duration;

import io.grest.ws.connection.SocketConnection.State;
import io.grest.ws.protocol.SocketCloseStatus;

/**
 * How a connection ends in good order: no new calls, then the unfinished ones, within the
 * request timeout, then the close.
 */
final class Draining {

	private final ConnectionLifecycle lifecycle;

	private final DefaultSocketConnection<?> connection;

	private final Duration limit;

	private volatile boolean goingAway;

	Draining(ConnectionLifecycle lifecycle, DefaultSocketConnection<?> connection, Duration limit) {
		this.lifecycle = lifecycle;
		this.connection = connection;
		this.limit = limit;
	}

	/**
	 * Wait for unfinished calls, then close.
	 */
	void begin() {
		if (this.lifecycle.moveTo(State.DRAINING) != null) {
			this.lifecycle.schedule(this.limit, () -> this.lifecycle.close(SocketCloseStatus.NORMAL));
			closeIfDrained();
		}
	}

	/**
	 * Take no new calls of the peer, wait for unfinished ones, then close with 1001.
	 * @param notBefore how long to wait at least
	 */
	void goAway(Duration notBefore) {
		refuseCalls();
		if (this.lifecycle.isHandshaking()) {
			this.lifecycle.close(SocketCloseStatus.GOING_AWAY);
			return;
		}
		this.connection.factory().later(notBefore, () -> {
			if (this.lifecycle.moveTo(State.DRAINING) != null) {
				this.lifecycle.schedule(this.limit, () -> this.lifecycle.close(SocketCloseStatus.GOING_AWAY));
			}
			closeIfDrained();
		});
	}

	/**
	 * Close with 1001 at once.
	 * @param patience how long that, or a close under way, may take to get through
	 */
	void goAwayNow(Duration patience) {
		this.lifecycle.close(SocketCloseStatus.GOING_AWAY);
		this.lifecycle.schedule(patience, this.lifecycle.closing()::cut);
	}

	/**
	 * Refuse new calls of the peer from now on.
	 */
	void refuseCalls() {
		this.goingAway = true;
	}

	boolean isGoingAway() {
		return this.goingAway;
	}

	/**
	 * Close, if no call of either side is unfinished.
	 */
	void closeIfDrained() {
		if (this.connection.calls().outbound().pending() == 0 && this.connection.calls().inbound().inFlight() == 0) {
			this.lifecycle.close(this.goingAway ? SocketCloseStatus.GOING_AWAY : SocketCloseStatus.NORMAL);
		}
	}

}
