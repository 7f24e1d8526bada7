package io.grest.ws.internal.session;

import java.time.Duration;
import java.util.Set;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection.State;
import io.grest.ws.internal.call.CallSecurity;
import io.grest.ws.internal.call.CallSession;
import io.grest.ws.internal.call.Caller;
import io.grest.ws.internal.call.ContractCalls;
import io.grest.ws.internal.call.ErrorFrames;
import io.grest.ws.internal.call.InboundCalls;
import io.grest.ws.internal.call.OutboundCalls;
import io.grest.ws.internal.call.PendingCalls;
import io.grest.ws.internal.call.StreamCalls;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.observation.DropReason;
import io.grest.ws.protocol.FrameType;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;

/**
 * Calls of a session in both directions, and the close that waits for them.
 */
final class SessionCalls {

	private final CallSession session;

	private final SessionState state;

	private final SessionTimer timer;

	private final SessionSettings settings;

	private final InboundCalls inbound;

	private final PendingCalls pending;

	private final StreamCalls streams;

	// Null unless this is a client that may go on with another link.
	private volatile @Nullable SessionListener listener;

	/**
	 * Create the calls of a session.
	 * @param session the session
	 * @param state the state of the session
	 * @param timer the timer of the session
	 * @param settings the shared state of this side's sessions
	 * @param contract the first contract
	 */
	SessionCalls(CallSession session, SessionState state, SessionTimer timer, SessionSettings settings,
			ContractCalls contract) {
		this.session = session;
		this.state = state;
		this.timer = timer;
		this.settings = settings;
		ConnectionOptions options = settings.options();
		this.inbound = new InboundCalls(session, contract, new InboundCalls.Limits(options.maxInFlight(),
				options.requestsPerSecond(), options.maxStreams(), options.streamIdleTimeout()));
		this.pending = new PendingCalls(session, contract);
		this.streams = new StreamCalls(session, this.inbound, this.pending);
	}

	InboundCalls inbound() {
		return this.inbound;
	}

	PendingCalls pending() {
		return this.pending;
	}

	/**
	 * Return the session as the calls of the first contract see it.
	 */
	CallSession session() {
		return this.session;
	}

	/**
	 * Create the calls to the methods of a contract.
	 * @param session the session as these calls see it
	 * @param contract the contract
	 */
	OutboundCalls outbound(CallSession session, ContractCalls contract) {
		return new OutboundCalls(session, contract, this.pending, this.settings.options().maxStreams());
	}

	/**
	 * Set the listener of messages that are not sent.
	 */
	void follow(SessionListener listener) {
		this.listener = listener;
	}

	/**
	 * Handle a frame that waited, and is not sent any more.
	 */
	void dropped(OutboundFrame frame) {
		this.pending.dropped(frame);
		SessionListener listener = this.listener;
		if (listener != null && frame.type() == FrameType.MSG) {
			listener.unsent(frame);
		}
	}

	/**
	 * Handle that the peer has authenticated: open streams are judged anew if it has lost
	 * authorities.
	 */
	void authenticated(Caller before, Caller now) {
		CallSecurity security = this.settings.security();
		if (security != null && before.principal() != null
				&& !authorities(security, now).containsAll(authorities(security, before))) {
			this.inbound.judgeStreams();
		}
	}

	private static Set<String> authorities(CallSecurity security, Caller caller) {
		return (caller.principal() != null) ? security.authorities(caller.principal()) : Set.of();
	}

	/**
	 * Handle a frame of an open or draining session.
	 */
	void receive(Frame frame) {
		switch (frame.type()) {
			case REQ, MSG -> this.inbound.receive(frame);
			case RES -> this.pending.answered(frame);
			case ITEM, CREDIT, CANCEL -> this.streams.receive(frame);
			case PING -> this.session.sender().answer(this.settings.format().pong());
			case PONG -> {
			}
			case FAILURE -> receiveFailure(frame);
			case HANDSHAKE, HANDSHAKE_OK, HANDSHAKE_ERR, CREDENTIALS, ACKNOWLEDGEMENT, POSITION, GO_AWAY ->
				unexpected(frame);
		}
	}

	private void receiveFailure(Frame frame) {
		ErrorFrames errors = this.settings.errorFrames();
		if (errors == null || !errors.receive(this.session.ender(), frame.payload())) {
			unexpected(frame);
		}
	}

	private void unexpected(Frame frame) {
		this.session.log().dropped(DropReason.UNEXPECTED, frame.type().name());
	}

	/**
	 * Return whether reading must pause: no more calls of the peer are accepted, and no
	 * answer is awaited.
	 */
	boolean mustPause() {
		return this.inbound.isFull() && this.pending.size() == 0;
	}

	/**
	 * Wait for unfinished calls, at most for the request timeout, then close.
	 */
	void drain() {
		if (this.state.isDetached()) {
			close(SocketCloseStatus.NORMAL);
		}
		else if (this.state.moveTo(State.DRAINING) != null) {
			closeAfterTimeout(SocketCloseStatus.NORMAL);
			closeIfDrained();
		}
	}

	/**
	 * Refuse new calls of the peer, wait for unfinished ones, then close with 1001.
	 * @param notBefore the shortest time to wait
	 */
	void goAway(Duration notBefore) {
		this.state.goAway();
		if (this.state.isHandshaking() || this.state.isDetached()) {
			close(SocketCloseStatus.GOING_AWAY);
			return;
		}
		this.timer.later(notBefore, () -> {
			if (this.state.moveTo(State.DRAINING) != null) {
				closeAfterTimeout(SocketCloseStatus.GOING_AWAY);
			}
			closeIfDrained();
		});
	}

	private void closeAfterTimeout(SocketCloseStatus status) {
		this.timer.schedule(this.settings.options().requestTimeout(), () -> close(status));
	}

	/**
	 * Handle the end of a call of either side.
	 */
	void ended() {
		if (this.state.isDraining()) {
			closeIfDrained();
		}
	}

	// A stream may have no end: it does not hold up a server that stops.
	private void closeIfDrained() {
		boolean stops = this.state.isGoingAway();
		if (this.pending.size() == (stops ? this.pending.streams() : 0)
				&& this.inbound.inFlight() == (stops ? this.inbound.streams() : 0)) {
			close(this.state.isGoingAway() ? SocketCloseStatus.GOING_AWAY : SocketCloseStatus.NORMAL);
		}
	}

	private void close(SocketCloseStatus status) {
		this.session.ender().close(null, status, null);
	}

}
