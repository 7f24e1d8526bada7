package io.grest.ws.internal.session;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.SocketClosedException;
import io.grest.ws.connection.SocketConnection.State;
import io.grest.ws.error.SocketException;
import io.grest.ws.internal.log.ConnectionLog;
import io.grest.ws.internal.transport.OutboundQueue;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;

/**
 * Ways in which a session ends: by this side, by the other one, by its link, or without
 * it. Each of them ends all that the session holds, once.
 */
final class SessionEnding {

	private static final AtomicIntegerFieldUpdater<SessionEnding> OVER = AtomicIntegerFieldUpdater
		.newUpdater(SessionEnding.class, "over");

	private final SessionState state;

	private final SessionTimer timer;

	private final SessionRights rights;

	private final Handshaking handshaking;

	private final SessionSender sender;

	private final OutboundQueue queue;

	private final SessionLinks links;

	private final SessionCalls calls;

	private final Duration closeTimeout;

	private final ConnectionLog log;

	private final SessionEnd end;

	// 1 once the session has ended all that it holds.
	private volatile int over;

	// Null if the session has one link for its life.
	private volatile @Nullable Departure departure;

	/**
	 * Create the ways in which a session ends.
	 * @param state the state of the session
	 * @param timer the timer of the session
	 * @param rights the peer and the end of its rights
	 * @param handshaking the handshake
	 * @param sender the sender of frames
	 * @param links the links of the session
	 * @param calls the calls of the session
	 * @param settings the shared state of this side's sessions
	 * @param log the log of the connection
	 */
	SessionEnding(SessionState state, SessionTimer timer, SessionRights rights, Handshaking handshaking,
			SessionSender sender, SessionLinks links, SessionCalls calls, SessionSettings settings, ConnectionLog log) {
		this.state = state;
		this.timer = timer;
		this.rights = rights;
		this.handshaking = handshaking;
		this.sender = sender;
		this.queue = sender.queue();
		this.links = links;
		this.calls = calls;
		this.closeTimeout = settings.options().closeTimeout();
		this.log = log;
		this.end = new SessionEnd(settings.failures());
	}

	CloseListeners listeners() {
		return this.end.listeners();
	}

	/**
	 * Let a client leave in order from now on.
	 * @param departure the orderly end
	 */
	void inOrder(Departure departure) {
		this.departure = departure;
	}

	/**
	 * Return whether this client waits for its server to end the link.
	 */
	boolean isLeaving() {
		Departure departure = this.departure;
		return departure != null && departure.isLeaving();
	}

	// By this side

	/**
	 * Close after a failed handshake.
	 */
	void rejected(@Nullable OutboundFrame frame, SocketCloseStatus status, @Nullable Throwable cause) {
		if (!this.state.reject()) {
			return;
		}
		this.end.because(status, CloseReason.Initiator.LOCAL, cause);
		Steps.runAll(this.log::endFailed, () -> this.log.rejected(status, cause), this.queue::discard, this::endCalls,
				() -> this.sender.link().reject(frame, status), this.handshaking::release);
	}

	/**
	 * Close after the frames that wait to be sent.
	 * @param last the last frame, or {@code null} for none
	 */
	void close(@Nullable OutboundFrame last, SocketCloseStatus status, @Nullable Throwable cause) {
		State before = this.state.moveTo(State.CLOSED);
		if (before == null) {
			return;
		}
		this.end.because(status, CloseReason.Initiator.LOCAL, cause);
		Link link = this.sender.link();
		if (!this.links.isLinked()) {
			over(link, status, cause);
			return;
		}
		Steps.runAll(this.log::endFailed, () -> {
			if (before == State.HANDSHAKING) {
				this.queue.discard();
				this.handshaking.release();
			}
			if (last != null) {
				this.queue.add(last);
			}
		}, () -> link.close(status), this::endCalls);
	}

	/**
	 * Refuse new calls of a client, unless it is let go in order.
	 */
	void refuseCalls() {
		if (this.departure == null || !this.state.isOpen()) {
			this.state.goAway();
		}
	}

	/**
	 * Let the client go on elsewhere, as this node stops.
	 * @param after the time after which it is to come back
	 */
	void goAway(Duration after) {
		Departure departure = this.departure;
		if (departure == null || !departure.ask(after)) {
			this.calls.goAway(after);
		}
	}

	/**
	 * Close with 1001 at once.
	 * @param patience the time for this close, or one under way, to reach the peer
	 */
	void goAwayNow(Duration patience) {
		close(null, SocketCloseStatus.GOING_AWAY, null);
		this.timer.schedule(patience, this.sender.link()::cut);
	}

	// By the other side

	/**
	 * Close with an error that the peer has announced as the reason of its close.
	 */
	void closing(SocketCloseStatus status, SocketException error) {
		error.initCause(new SocketClosedException(new CloseReason(status, CloseReason.Initiator.REMOTE, null)));
		if (this.end.announce(new CloseReason(status, CloseReason.Initiator.REMOTE, error))) {
			this.timer.schedule(this.closeTimeout, () -> close(null, status, null));
		}
	}

	/**
	 * Handle the peer's close. Cancelled answers make room for the messages that the peer
	 * sent before.
	 */
	void peerClosed(SocketCloseStatus status) {
		if (!this.links.outlives(status)) {
			this.calls.inbound().close();
		}
	}

	// By the link

	/**
	 * Give up a peer that reads nothing, or is silent, without sending the queued frames.
	 * @param fault the fault of the peer, for the log
	 */
	void givenUp(Link link, SocketCloseStatus status, String fault) {
		Steps.runAll(this.log::endFailed, () -> logGivenUp(status, fault), () -> giveUp(link, status));
	}

	private void giveUp(Link link, SocketCloseStatus status) {
		if (this.links.outlives(SocketCloseStatus.ABNORMAL)) {
			this.links.lose(link, status, true, () -> over(link, status, null));
		}
		else {
			Steps.runAll(this.log::endFailed, this.queue::discard, () -> close(null, status, null));
		}
	}

	/**
	 * Close without sending the queued frames, because of the peer.
	 * @param fault the fault of the peer, for the log
	 */
	void closeNow(SocketCloseStatus status, String fault) {
		Steps.runAll(this.log::endFailed, () -> logGivenUp(status, fault), this.queue::discard,
				() -> close(null, status, null));
	}

	private void logGivenUp(SocketCloseStatus status, String fault) {
		if (!this.state.isClosed()) {
			this.log.givenUp(status, fault, this.queue.size(), this.queue.bytes());
		}
	}

	/**
	 * Handle the coming end of a link. May be called several times.
	 */
	void linkEnding(Link link, SocketCloseStatus status, @Nullable Throwable ex) {
		if (link == this.sender.link() && !this.links.outlives(status) && this.state.moveTo(State.CLOSED) != null) {
			this.end.because(status, CloseReason.Initiator.REMOTE, ex);
		}
	}

	/**
	 * Handle the end of a link.
	 */
	void linkEnded(Link link, SocketCloseStatus status, @Nullable Throwable ex) {
		if (this.links.outlives(status)) {
			this.links.lose(link, status, false, () -> over(link, status, ex));
		}
		else {
			over(link, status, ex);
			// Of a session that was over before its link, too.
			Steps.runAll(this.log::endFailed, this.queue::discard, this.timer::end, link::release);
		}
	}

	/**
	 * End a session that has no link any more.
	 */
	void over(Link link, SocketCloseStatus status, @Nullable Throwable ex) {
		this.state.moveTo(State.CLOSED);
		if (OVER.compareAndSet(this, 0, 1)) {
			finish(link, status, ex, () -> Steps.runAll(this.log::endFailed, this.queue::discard, this.timer::end));
		}
	}

	// Without the link

	/**
	 * End before the link, which ends by itself. Nothing counts from here.
	 */
	void departed() {
		if (this.state.moveTo(State.CLOSED) != null && OVER.compareAndSet(this, 0, 1)) {
			finish(this.sender.link(), SocketCloseStatus.GOING_AWAY, null, () -> {
			});
		}
	}

	/**
	 * End without the link, which is that of another session now.
	 */
	void givenAway() {
		this.state.moveTo(State.CLOSED);
		this.over = 1;
		CloseReason reason = new CloseReason(SocketCloseStatus.RESUMED, CloseReason.Initiator.LOCAL, null);
		Steps.runAll(this.log::endFailed, this.timer::end, this.rights::release, this.links::end, this.queue::discard,
				() -> this.handshaking.closed(reason), () -> this.end.listeners().closed(reason));
	}

	private void endCalls() {
		Steps.runAll(this.log::endFailed, this.calls.pending()::close, this.calls.inbound()::close);
	}

	private void finish(Link link, SocketCloseStatus status, @Nullable Throwable ex, Runnable release) {
		CloseReason reason = this.end.reason(status, ex);
		// Calls that are dropped have not been sent, and fail with that.
		Steps.runAll(this.log::endFailed, release, this::endCalls, this.rights::release, this.links::end,
				() -> this.log.closed(reason.status(), reason.initiator() == CloseReason.Initiator.LOCAL, reason,
						link.reader().received(), this.queue.passedOn()),
				() -> this.handshaking.closed(reason), () -> this.end.listeners().closed(reason));
	}

}
