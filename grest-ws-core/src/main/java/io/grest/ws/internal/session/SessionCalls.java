package io.grest.ws.internal.session;

import java.time.Duration;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection.State;
import io.grest.ws.internal.call.CallSession;
import io.grest.ws.internal.call.ErrorFrames;
import io.grest.ws.internal.call.InboundCalls;
import io.grest.ws.internal.call.OutboundCalls;
import io.grest.ws.internal.call.StreamCalls;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.observation.DropReason;
import io.grest.ws.protocol.SocketCloseStatus;

/**
 * Calls of a session in both directions, and the close that waits for them.
 */
final class SessionCalls {

	private final CallSession session;

	private final SessionState state;

	private final SessionTimer timer;

	private final ConnectionFactory<?, ?> factory;

	private final InboundCalls inbound;

	private final OutboundCalls outbound;

	private final StreamCalls streams;

	/**
	 * Create the calls of a session.
	 * @param session the session
	 * @param state the state of the session
	 * @param timer the timer of the session
	 * @param factory the shared state of this side's sessions
	 */
	SessionCalls(CallSession session, SessionState state, SessionTimer timer, ConnectionFactory<?, ?> factory) {
		this.session = session;
		this.state = state;
		this.timer = timer;
		this.factory = factory;
		ConnectionOptions options = factory.options();
		this.inbound = new InboundCalls(session, factory.calls(),
				new InboundCalls.Limits(options.maxInFlight(), options.requestsPerSecond(), options.maxStreams()));
		this.outbound = new OutboundCalls(session, factory.calls(), options.maxStreams());
		this.streams = new StreamCalls(session, this.inbound, this.outbound);
	}

	InboundCalls inbound() {
		return this.inbound;
	}

	OutboundCalls outbound() {
		return this.outbound;
	}

	/**
	 * Handle a frame of an open or draining session.
	 */
	void receive(Frame frame) {
		switch (frame.type()) {
			case REQ, MSG -> this.inbound.receive(frame);
			case RES -> this.outbound.answered(frame);
			case ITEM, CREDIT, CANCEL -> this.streams.receive(frame);
			case PING -> this.session.sender().answer(this.factory.format().pong());
			case PONG -> {
			}
			case FAILURE -> receiveFailure(frame);
			case HANDSHAKE, HANDSHAKE_OK, HANDSHAKE_ERR, CREDENTIALS -> unexpected(frame);
		}
	}

	private void receiveFailure(Frame frame) {
		ErrorFrames errors = this.factory.errorFrames();
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
		return this.inbound.isFull() && this.outbound.pending() == 0;
	}

	/**
	 * Wait for unfinished calls, at most for the request timeout, then close.
	 */
	void drain() {
		if (this.state.moveTo(State.DRAINING) != null) {
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
		if (this.state.isHandshaking()) {
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
		this.timer.schedule(this.factory.options().requestTimeout(), () -> close(status));
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
		if (this.outbound.pending() == (stops ? this.outbound.streams() : 0)
				&& this.inbound.inFlight() == (stops ? this.inbound.streams() : 0)) {
			close(this.state.isGoingAway() ? SocketCloseStatus.GOING_AWAY : SocketCloseStatus.NORMAL);
		}
	}

	private void close(SocketCloseStatus status) {
		this.session.ender().close(null, status, null);
	}

}
