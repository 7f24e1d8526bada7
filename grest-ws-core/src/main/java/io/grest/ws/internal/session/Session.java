package io.grest.ws.internal.session;

import java.time.Duration;

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
import io.grest.ws.internal.transport.SocketTransport;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * The part of a connection that outlives its link: state, handshake, calls in both
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

	private final AwayListeners awayListeners = new AwayListeners();

	private final SessionTimer timer;

	private final SessionRights rights;

	private final Handshaking handshaking;

	private final SessionSender sender;

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
		this.sender = new SessionSender(link(transport), log, settings.peerProperty("max-frame-size"),
				settings.ownProperty("outbound"), options.overflow() == Overflow.CLOSE);
		CallSession calls = new CallSession(this.state, this.sender, this.sender::execute, this, this, log, owner,
				this.context, this.rights, new Granted(settings.isServer()), surroundings(contract, owner));
		this.calls = new SessionCalls(calls, this.state, this.timer, settings, contract.calls());
		this.handshaking = new Handshaking(handshaker, owner, this, calls, this.sender, this.rights,
				Math.toIntExact(options.maxFrameSize().toBytes()));
		this.receiver = new SessionReceiver(this.state, this.handshaking, this.calls, settings.format(), log, this);
	}

	private @Nullable CallSurroundings surroundings(ConnectionFactory<?, ?> contract, ContextScope scope) {
		return CallSurroundings.of(contract.observed(), this.context, this.settings.security(), this.rights, scope);
	}

	private Link link(SocketTransport transport) {
		return new Link(transport, this, this.timer, this.log, this.settings.options(), this.context);
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
		return ended(link);
	}

	/**
	 * Continue on another transport, with the frames that wait to be sent. Frames that
	 * the former transport has taken and the peer has not received are lost.
	 * @param transport the transport, of an open WebSocket
	 * @return a {@code Mono} that completes when the session has ended; cancelling it
	 * ends the session
	 */
	Mono<Void> continueOn(SocketTransport transport) {
		Link next = link(transport);
		next.open();
		Link before = this.sender.use(next);
		before.continueOn(next);
		next.reader().readAhead();
		next.watch(this.settings.heartbeats());
		next.queue().release();
		next.read();
		return ended(next);
	}

	private Mono<Void> ended(Link link) {
		return this.end.asMono().doOnCancel(link::cancelled);
	}

	ConnectionLog log() {
		return this.log;
	}

	SessionTimer timer() {
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
		return this.awayListeners;
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
			link.queue().release(frame);
		}
		else {
			link.queue().release();
		}
		this.handshaking.release();
	}

	@Override
	public void rejected(@Nullable OutboundFrame frame, SocketCloseStatus status, @Nullable Throwable cause) {
		if (!this.state.reject()) {
			return;
		}
		this.end.because(status, CloseReason.Initiator.LOCAL, cause);
		Steps.runAll(this.log::endFailed, () -> this.log.rejected(status, cause), this::endCalls,
				() -> this.sender.link().reject(frame, status), this.handshaking::release);
	}

	boolean handlesMessages() {
		return this.handshaking.isReleasing() || this.calls.inbound().hasMessages();
	}

	// What arrives

	@Override
	public void received(byte[] bytes, int length) {
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
		this.calls.ended();
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
		Steps.runAll(this.log::endFailed, () -> {
			if (before == State.HANDSHAKING) {
				link.queue().discard();
				this.handshaking.release();
			}
			if (last != null) {
				link.queue().add(last);
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
	public void peerClosed() {
		this.calls.inbound().close();
	}

	@Override
	public void ending(Link link, SocketCloseStatus status, @Nullable Throwable ex) {
		if (link == this.sender.link() && this.state.moveTo(State.CLOSED) != null) {
			this.end.because(status, CloseReason.Initiator.REMOTE, ex);
		}
	}

	@Override
	public void ended(Link link, SocketCloseStatus status, @Nullable Throwable ex) {
		CloseReason reason = this.end.reason(status, ex);
		Steps.runAll(this.log::endFailed, this::endCalls, this.timer::end, this.rights::release, link::release,
				() -> this.log.closed(reason.status(), reason.initiator() == CloseReason.Initiator.LOCAL, reason,
						link.reader().received(), link.queue().passedOn()),
				() -> this.handshaking.closed(reason), () -> this.end.listeners().closed(reason),
				() -> link.execute(this.end::complete));
	}

}
