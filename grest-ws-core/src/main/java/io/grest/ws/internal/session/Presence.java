package io.grest.ws.internal.session;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.grest.ws.connection.SocketConnection.State;
import io.grest.ws.internal.call.CallGate;

/**
 * State of a connection on a socket that it shares, within that of the session. Safe to
 * use from any thread.
 */
final class Presence implements CallGate {

	private static final AtomicReferenceFieldUpdater<Presence, State> STATE = AtomicReferenceFieldUpdater
		.newUpdater(Presence.class, State.class, "state");

	private final CallGate session;

	/**
	 * <ol>
	 * <li>OPEN: as the session;</li>
	 * <li>DRAINING: this side sends no new calls of the contract;</li>
	 * <li>CLOSED: the connection has left the socket, or is about to close it.</li>
	 * </ol>
	 * Moves forward only.
	 */
	private volatile State state = State.OPEN;

	Presence(CallGate session) {
		this.session = session;
	}

	/**
	 * Move to a later state.
	 * @return {@code false} if it was already reached
	 */
	boolean moveTo(State next) {
		State before = this.state;
		while (before.compareTo(next) < 0) {
			if (STATE.compareAndSet(this, before, next)) {
				return true;
			}
			before = this.state;
		}
		return false;
	}

	/**
	 * Return the state in the life cycle, given that of the session.
	 */
	State within(State session) {
		State own = this.state;
		return (own.compareTo(session) > 0 && own != State.OPEN) ? own : session;
	}

	private boolean is(State state) {
		return this.state == state;
	}

	@Override
	public boolean mayCall() {
		return is(State.OPEN) && this.session.mayCall();
	}

	@Override
	public boolean isGoingAway() {
		return this.session.isGoingAway();
	}

	@Override
	public boolean isClosed() {
		return is(State.CLOSED) || this.session.isClosed();
	}

}
