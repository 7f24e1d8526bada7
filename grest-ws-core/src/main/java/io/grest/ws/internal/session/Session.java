package io.grest.ws.internal.session;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongFunction;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.Overflow;
import io.grest.ws.connection.SocketClosedException;
import io.grest.ws.connection.SocketConnection.State;
import io.grest.ws.context.ContextScope;
import io.grest.ws.error.SocketException;
import io.grest.ws.internal.call.CallListener;
import io.grest.ws.internal.call.CallSecurity;
import io.grest.ws.internal.call.CallSession;
import io.grest.ws.internal.call.CallSurroundings;
import io.grest.ws.internal.call.Caller;
import io.grest.ws.internal.call.Granted;
import io.grest.ws.internal.call.SessionEnder;
import io.grest.ws.internal.log.ConnectionLog;
import io.grest.ws.internal.transport.OutboundQueue;
import io.grest.ws.internal.transport.SocketTransport;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.internal.wire.ResumeOffer;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * The part of a connection that may outlive its link: state, handshake, calls in both
 * directions, and the end.
 */
final class Session implements LinkListener, Handshaking.Outcome, SessionEnder, CallListener {

	private static final Duration AGAIN = Duration.ofMillis(1);

	private final SessionOwner owner;

	private final SessionSettings settings;

	private final Context context;

	private final ConnectionLog log;

	private final SessionState state = new SessionState();

	private final SessionEnd end;

	private final SessionTimer timer;

	private final SessionRights rights;

	private final Handshaking handshaking;

	private final OutboundQueue queue;

	private final SessionSender sender;

	private final SessionLinks links;

	private final AtomicBoolean over = new AtomicBoolean();

	// Null if the session has one link for its life.
	private volatile @Nullable Departure departure;

	private final SessionCalls calls;

	private final SessionReceiver receiver;

	/**
	 * Create a session.
	 * @param owner the connection as its user sees it
	 * @param peer the peer, as far as it is known before the handshake
	 * @param settings the shared state of this side's sessions
	 * @param contract the contract of the connection, to which others may be added
	 * @param transport the transport of its link
	 * @param handshaker this side's part in the handshake
	 * @param context the Reactor context of the connection
	 * @param log the log of the connection
	 */
	Session(SessionOwner owner, Caller peer, SessionSettings settings, ConnectionFactory<?, ?> contract,
			SocketTransport transport, Handshaker handshaker, Context context, ConnectionLog log) {
		this.owner = owner;
		this.settings = settings;
		this.log = log;
		this.end = new SessionEnd(settings.failures());
		this.timer = new SessionTimer(settings.scheduler());
		ConnectionOptions options = settings.options();
		this.rights = new SessionRights(peer, this.timer, this::mustPause, options.handshakeTimeout(),
				() -> close(SocketCloseStatus.EXPIRED));
		CallSecurity security = settings.security();
		this.context = (security != null) ? security.ofConnection(context, this.rights) : context;
		Link link = new Link(transport, this, options, this.context);
		this.queue = new OutboundQueue(transport, options.outboundFrames(), options.outboundSize().toBytes(),
				options.overflow() == Overflow.DROP_OLDEST, log, link);
		this.sender = new SessionSender(this.state, link, this.queue, log, settings.peerProperty("max-frame-size"),
				settings.ownProperty("outbound"), options.overflow() == Overflow.CLOSE);
		this.links = new SessionLinks(this.state, this.sender, settings);
		CallSession calls = new CallSession(this.state, this.sender, this.sender::execute, this, this, log, owner,
				this.context, this.rights, new Granted(settings.isServer()), surroundings(contract, owner));
		this.calls = new SessionCalls(calls, this.state, this.timer, settings, contract.calls());
		this.queue.whenDropped(this.calls::dropped);
		this.handshaking = new Handshaking(handshaker, owner, this, calls, this.sender, this.rights,
				settings.isResumable(), Math.toIntExact(options.maxFrameSize().toBytes()));
		this.receiver = new SessionReceiver(this.state, this.handshaking, this.calls, settings.format(), log, this,
				this.links::acknowledged);
	}

	private @Nullable CallSurroundings surroundings(ConnectionFactory<?, ?> contract, ContextScope scope) {
		return CallSurroundings.of(contract.observed(), this.context, this.settings.security(), this.rights, scope);
	}

	/**
	 * Begin the session. The returned {@code Mono} completes when it has ended;
	 * cancelling it ends the session.
	 */
	Mono<Void> run() {
		Link link = this.sender.link();
		this.timer.schedule(this.settings.options().handshakeTimeout(), this::handshakeTimedOut);
		link.open();
		this.handshaking.begin();
		link.read();
		return link.asMono();
	}

	@Override
	public OutboundQueue queue() {
		return this.queue;
	}

	@Override
	public ConnectionLog log() {
		return this.log;
	}

	@Override
	public SessionTimer timer() {
		return this.timer;
	}

	SessionSettings settings() {
		return this.settings;
	}

	SessionState state() {
		return this.state;
	}

	SessionRights rights() {
		return this.rights;
	}

	Handshaking handshaking() {
		return this.handshaking;
	}

	SessionSender sender() {
		return this.sender;
	}

	SessionCalls calls() {
		return this.calls;
	}

	AwayListeners awayListeners() {
		return this.links.listeners();
	}

	CloseListeners closeListeners() {
		return this.end.listeners();
	}

	// Handshake

	private void handshakeTimedOut() {
		if (!this.handshaking.hasBegun()) {
			// On a busy machine, a short timeout may be over before.
			this.timer.later(AGAIN, this::handshakeTimedOut);
		}
		else if (isHandshaking()) {
			this.log.handshakeTimedOut();
			this.handshaking.timedOut();
		}
	}

	@Override
	public boolean isHandshaking() {
		return this.state.isHandshaking();
	}

	@Override
	public void opened(@Nullable OutboundFrame frame) {
		if (this.state.moveTo(State.OPEN) == null) {
			return;
		}
		Link link = this.sender.link();
		this.log.opened();
		this.timer.clear();
		this.rights.open();
		link.reader().readAhead();
		link.watch(this.settings.heartbeats());
		if (frame != null) {
			this.queue.release(frame);
		}
		else {
			this.queue.release();
			this.links.greet();
		}
		this.handshaking.release();
	}

	@Override
	public void rejected(@Nullable OutboundFrame frame, SocketCloseStatus status, @Nullable Throwable cause) {
		if (!this.state.reject()) {
			return;
		}
		this.end.because(status, CloseReason.Initiator.LOCAL, cause);
		Steps.runAll(this.log::endFailed, () -> this.log.rejected(status, cause), this.queue::discard, this::endCalls,
				() -> this.sender.link().reject(frame, status), this.handshaking::release);
	}

	@Override
	public void authenticated(Caller before, Caller now) {
		this.calls.authenticated(before, now);
	}

	boolean handlesMessages() {
		return this.handshaking.isReleasing() || this.calls.inbound().hasMessages();
	}

	// What arrives

	@Override
	public void received(byte[] bytes, int length) {
		this.links.received(bytes, length);
		this.receiver.received(bytes, length);
	}

	@Override
	public void handle(Frame frame) {
		this.receiver.handle(frame);
	}

	@Override
	public boolean mustPause() {
		return this.handshaking.isHolding() || this.calls.mustPause();
	}

	@Override
	public void readOn() {
		this.sender.link().reader().resume();
	}

	@Override
	public void callSent() {
		readOn();
	}

	@Override
	public void callEnded() {
		readOn();
		Departure departure = this.departure;
		if (departure == null || !departure.isLeaving()) {
			this.calls.ended();
		}
	}

	@Override
	public void undeclared(Throwable ex) {
		this.owner.raise(ex);
	}

	// The end

	@Override
	public boolean isClosed() {
		return this.state.isClosed();
	}

	@Override
	public void close(SocketCloseStatus status) {
		close(null, status, null);
	}

	@Override
	public void close(@Nullable OutboundFrame last, SocketCloseStatus status, @Nullable Throwable cause) {
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
	 * Close with 1001 at once.
	 * @param patience the time for this close, or one under way, to reach the peer
	 */
	void goAwayNow(Duration patience) {
		close(SocketCloseStatus.GOING_AWAY);
		this.timer.schedule(patience, this.sender.link()::cut);
	}

	@Override
	public void closing(SocketCloseStatus status, SocketException error) {
		error.initCause(new SocketClosedException(new CloseReason(status, CloseReason.Initiator.REMOTE, null)));
		if (this.end.announce(new CloseReason(status, CloseReason.Initiator.REMOTE, error))) {
			this.timer.schedule(this.settings.options().closeTimeout(), () -> close(status));
		}
	}

	@Override
	public void failed(Throwable ex) {
		this.log.failed(ex);
		this.owner.views().forEach((connection) -> connection.raise(ex));
		close(null, SocketCloseStatus.INTERNAL_ERROR, ex);
	}

	private void endCalls() {
		Steps.runAll(this.log::endFailed, this.calls.pending()::close, this.calls.inbound()::close);
	}

	// Cancelled answers make room for the messages that the peer sent before its close.
	@Override
	public void peerClosed(SocketCloseStatus status) {
		if (!this.links.outlives(status)) {
			this.calls.inbound().close();
		}
	}

	@Override
	public void givenUp(Link link, SocketCloseStatus status) {
		if (this.links.outlives(SocketCloseStatus.ABNORMAL)) {
			this.links.lose(link, status, true, () -> over(link, status, null));
		}
		else {
			Steps.runAll(this.log::endFailed, this.queue::discard, () -> close(status));
		}
	}

	@Override
	public void ending(Link link, SocketCloseStatus status, @Nullable Throwable ex) {
		if (link == this.sender.link() && !this.links.outlives(status) && this.state.moveTo(State.CLOSED) != null) {
			this.end.because(status, CloseReason.Initiator.REMOTE, ex);
		}
	}

	@Override
	public void ended(Link link, SocketCloseStatus status, @Nullable Throwable ex) {
		if (this.links.outlives(status)) {
			this.links.lose(link, status, false, () -> over(link, status, ex));
		}
		else {
			over(link, status, ex);
			// Of a session that was over before its link, too.
			Steps.runAll(this.log::endFailed, this.queue::discard, this.timer::end, link::release, link::complete);
		}
	}

	void over(Link link, SocketCloseStatus status, @Nullable Throwable ex) {
		this.state.moveTo(State.CLOSED);
		if (this.over.compareAndSet(false, true)) {
			finish(link, status, ex, () -> Steps.runAll(this.log::endFailed, this.queue::discard, this.timer::end));
		}
	}

	private void finish(Link link, SocketCloseStatus status, @Nullable Throwable ex, Runnable release) {
		CloseReason reason = this.end.reason(status, ex);
		// Calls that are dropped have not been sent, and fail with that.
		Steps.runAll(this.log::endFailed, release, this::endCalls, this.rights::release, this.links::end,
				() -> this.log.closed(reason.status(), reason.initiator() == CloseReason.Initiator.LOCAL, reason,
						link.reader().received(), this.queue.passedOn()),
				() -> this.handshaking.closed(reason), () -> this.end.listeners().closed(reason));
	}

	// Another link

	SessionLinks links() {
		return this.links;
	}

	SessionOwner owner() {
		return this.owner;
	}

	@Override
	public KeptSession keep(@Nullable SessionListener listener) {
		this.links.keep(this.timer, this);
		Departure departure = new Departure(this.state, this.links, this.sender, this.calls, this.timer, this.settings,
				this::departed);
		this.departure = departure;
		this.receiver.follow(listener, departure);
		if (listener != null) {
			this.calls.follow(listener);
		}
		return new ResumableSession(this, departure);
	}

	// Nothing counts from here, and the link ends by itself.
	private void departed() {
		if (this.state.moveTo(State.CLOSED) != null && this.over.compareAndSet(false, true)) {
			this.end.because(SocketCloseStatus.GOING_AWAY, CloseReason.Initiator.LOCAL, null);
			finish(this.sender.link(), SocketCloseStatus.GOING_AWAY, null, () -> {
			});
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
	 * Refuse new calls of a client, unless it is let go in order.
	 */
	void refuseCalls() {
		if (this.departure == null || !this.state.isOpen()) {
			this.state.goAway();
		}
	}

	@Override
	public Mono<Boolean> giveTo(KeptSession session, ResumeOffer peer, LongFunction<@Nullable OutboundFrame> accepted) {
		return Mono.create((sink) -> ((ResumableSession) session).takeOver(this, peer, accepted, sink::success));
	}

	/**
	 * End without the link, which is that of another session now.
	 */
	void givenAway() {
		this.state.moveTo(State.CLOSED);
		this.over.set(true);
		CloseReason reason = new CloseReason(SocketCloseStatus.RESUMED, CloseReason.Initiator.LOCAL, null);
		Steps.runAll(this.log::endFailed, this.timer::end, this.rights::release, this.links::end, this.queue::discard,
				() -> this.handshaking.closed(reason), () -> this.end.listeners().closed(reason));
	}

	/**
	 * Return the names of the contract and the connection.
	 */
	@Override
	public String toString() {
		return this.owner.connection().toString();
	}

}
