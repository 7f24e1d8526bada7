package io.grest.ws.internal.session;

import java.time.Duration;
import java.util.function.LongFunction;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.Overflow;
import io.grest.ws.connection.SocketConnection.State;
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

	private final ConnectionLog log;

	private final SessionState state = new SessionState();

	private final SessionTimer timer;

	private final SessionRights rights;

	private final Handshaking handshaking;

	private final OutboundQueue queue;

	private final SessionSender sender;

	private final SessionLinks links;

	private final SessionCalls calls;

	private final SessionReceiver receiver;

	private final SessionEnding ending;

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
		this.timer = new SessionTimer(settings.scheduler());
		ConnectionOptions options = settings.options();
		this.rights = new SessionRights(peer, this.timer, this::mustPause, options.handshakeTimeout(),
				() -> close(SocketCloseStatus.EXPIRED));
		CallSecurity security = settings.security();
		Context inside = (security != null) ? security.ofConnection(context, this.rights) : context;
		Link link = new Link(transport, this, options, inside);
		this.queue = new OutboundQueue(transport, options.outboundFrames(), options.outboundSize().toBytes(),
				options.overflow() == Overflow.DROP_OLDEST, log, link);
		this.sender = new SessionSender(this.state, link, this.queue, log, settings.peerProperty("max-frame-size"),
				settings.ownProperty("outbound"), options.overflow() == Overflow.CLOSE);
		this.links = new SessionLinks(this.state, this.sender, settings);
		CallSurroundings surroundings = CallSurroundings.of(contract.observed(), inside, security, this.rights, owner);
		CallSession calls = new CallSession(this.state, this.sender, this.sender::execute, this, this, log, owner,
				inside, this.rights, new Granted(settings.isServer()), surroundings);
		this.calls = new SessionCalls(calls, this.state, this.timer, settings, contract.calls());
		this.queue.whenDropped(this.calls::dropped);
		this.handshaking = new Handshaking(handshaker, owner, this, calls, this.sender, this.rights,
				settings.isResumable(), Math.toIntExact(options.maxFrameSize().toBytes()));
		this.receiver = new SessionReceiver(this.state, this.handshaking, this.calls, settings.format(), log, this,
				this.links::acknowledged);
		this.ending = new SessionEnding(this.state, this.timer, this.rights, this.handshaking, this.sender, this.links,
				this.calls, settings, log);
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
		return link.whenEnded().doOnCancel(link::cancelled);
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

	/**
	 * Return what ends the session.
	 */
	SessionEnding ending() {
		return this.ending;
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
		this.ending.rejected(frame, status, cause);
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
		if (!this.ending.isLeaving()) {
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
		this.ending.close(last, status, cause);
	}

	@Override
	public void closing(SocketCloseStatus status, SocketException error) {
		this.ending.closing(status, error);
	}

	@Override
	public void failed(Throwable ex) {
		this.log.failed(ex);
		this.owner.views().forEach((connection) -> connection.raise(ex));
		close(null, SocketCloseStatus.INTERNAL_ERROR, ex);
	}

	@Override
	public void peerClosed(SocketCloseStatus status) {
		this.ending.peerClosed(status);
	}

	@Override
	public void givenUp(Link link, SocketCloseStatus status, String fault) {
		this.ending.givenUp(link, status, fault);
	}

	@Override
	public void closeNow(SocketCloseStatus status, String fault) {
		this.ending.closeNow(status, fault);
	}

	@Override
	public void ending(Link link, SocketCloseStatus status, @Nullable Throwable ex) {
		this.ending.linkEnding(link, status, ex);
	}

	@Override
	public void ended(Link link, SocketCloseStatus status, @Nullable Throwable ex) {
		this.ending.linkEnded(link, status, ex);
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
				this.ending::departed);
		this.ending.inOrder(departure);
		this.receiver.follow(listener, departure);
		if (listener != null) {
			this.calls.follow(listener);
		}
		return new ResumableSession(this, departure);
	}

	@Override
	public Mono<Boolean> giveTo(KeptSession session, ResumeOffer peer, LongFunction<@Nullable OutboundFrame> accepted) {
		return Mono.create((sink) -> ((ResumableSession) session).takeOver(this, peer, accepted, sink::success));
	}

	/**
	 * Return the names of the contract and the connection.
	 */
	@Override
	public String toString() {
		return this.owner.connection().toString();
	}

}
