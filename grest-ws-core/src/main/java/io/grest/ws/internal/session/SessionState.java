package io.grest.ws.internal.session;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.grest.ws.connection.SocketConnection.State;
import io.grest.ws.internal.call.CallGate;
import org.jspecify.annotations.Nullable;

/**
 * State of a session. Safe to use from any thread.
 */
final class SessionState implements CallGate {

	private static final AtomicReferenceFieldUpdater<SessionState, State> STATE = AtomicReferenceFieldUpdater
		.newUpdater(SessionState.class, State.class, "state");

	/**
	 * <ol>
	 * <li>HANDSHAKING: received frames go to the handshaker; sent frames are held;</li>
	 * <li>OPEN: frames are calls and answers;</li>
	 * <li>DETACHED: as OPEN, but the peer has lost its link, and what it is sent
	 * waits;</li>
	 * <li>DRAINING: as OPEN, but this side sends no new calls; ends when no call is
	 * unfinished;</li>
	 * <li>CLOSED: a reason is set, calls have failed, frames are ignored; the close frame
	 * may still be on its way.</li>
	 * </ol>
	 * Moves forward only, and may skip steps: by {@link #moveTo}, or by {@link #reject}
	 * for a failed handshake; but between OPEN and DETACHED in both directions, by
	 * {@link #detach} and {@link #attach}.
	 */
	private volatile State state = State.HANDSHAKING;

	// New calls of the peer are refused, whatever the state.
	private volatile boolean goingAway;

	State get() {
		return this.state;
	}

	/**
	 * Move to a later state.
	 * @return the former state, or {@code null} if the given one was already reached
	 */
	@Nullable State moveTo(State next) {
		State before = this.state;
		while (before.compareTo(next) < 0) {
			if (STATE.compareAndSet(this, before, next)) {
				return before;
			}
			before = this.state;
		}
		return null;
	}

	/**
	 * Close a session whose handshake failed. Does nothing in OPEN, because a timeout may
	 * race with a handshake that succeeds.
	 * @return {@code false} if the handshake had already ended
	 */
	boolean reject() {
		return STATE.compareAndSet(this, State.HANDSHAKING, State.CLOSED);
	}

	/**
	 * Move from OPEN to DETACHED.
	 * @return {@code false} in any other state
	 */
	boolean detach() {
		return STATE.compareAndSet(this, State.OPEN, State.DETACHED);
	}

	/**
	 * Move from DETACHED to OPEN.
	 */
	void attach() {
		STATE.compareAndSet(this, State.DETACHED, State.OPEN);
	}

	boolean isHandshaking() {
		return this.state == State.HANDSHAKING;
	}

	boolean isOpen() {
		return this.state == State.OPEN;
	}

	boolean isDetached() {
		return this.state == State.DETACHED;
	}

	boolean isDraining() {
		return this.state == State.DRAINING;
	}

	@Override
	public boolean isClosed() {
		return this.state == State.CLOSED;
	}

	@Override
	public boolean mayCall() {
		return this.state.compareTo(State.DETACHED) <= 0;
	}

	/**
	 * Refuse new calls of the peer from now on.
	 */
	void goAway() {
		this.goingAway = true;
	}

	@Override
	public boolean isGoingAway() {
		return this.goingAway;
	}

}
