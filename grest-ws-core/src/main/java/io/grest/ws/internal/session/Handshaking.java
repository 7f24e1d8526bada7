package io.grest.ws.internal.session;

import java.time.Duration;
import java.util.List;
import java.util.function.LongFunction;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.internal.call.CallSession;
import io.grest.ws.internal.call.Caller;
import io.grest.ws.internal.call.CallSurroundings;
import io.grest.ws.internal.wire.Extensions;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.internal.wire.ResumeOffer;
import io.grest.ws.internal.wire.Terms;
import io.grest.ws.observation.DropReason;
import io.grest.ws.observation.Observed;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * Handshake of a session: calls the handshaker, and tells the session of its outcome.
 */
final class Handshaking implements Handshaker.Control {

	private static final Extensions PLAIN = Extensions.LIMITS.or(Extensions.CREDENTIALS)
		.or(Extensions.STREAMS)
		.or(Extensions.CONTRACT);

	private static final Extensions RESUMABLE = PLAIN.or(Extensions.RESUME);

	private final Handshaker handshaker;

	private final SessionOwner connection;

	private final Outcome outcome;

	private final CallSession session;

	private final SessionSender sender;

	private final SessionRights rights;

	private final Extensions own;

	private final int maxFrameSize;

	private final SessionTopics topics = new SessionTopics();

	// Whether credentials may be renewed. Set before the session is open.
	private volatile boolean renewable;

	private final HeldFrame held = new HeldFrame();

	private volatile boolean begun;

	/**
	 * Create a handshake.
	 * @param handshaker this side's part in the handshake
	 * @param connection the connection as its user sees it
	 * @param outcome the session
	 * @param session the parts of the session
	 * @param sender the sender of frames
	 * @param rights the peer and the end of its rights
	 * @param isResumable whether the session may go on with another link
	 * @param maxFrameSize the size limit of a received frame in bytes
	 */
	Handshaking(Handshaker handshaker, SessionOwner connection, Outcome outcome, CallSession session,
			SessionSender sender, SessionRights rights, boolean isResumable, int maxFrameSize) {
		this.handshaker = handshaker;
		this.connection = connection;
		this.outcome = outcome;
		this.session = session;
		this.sender = sender;
		this.rights = rights;
		this.own = isResumable ? RESUMABLE : PLAIN;
		this.maxFrameSize = maxFrameSize;
	}

	void begin() {
		try {
			this.handshaker.begin(this);
		}
		catch (Throwable ex) {
			this.outcome.failed(ex);
		}
		finally {
			this.begun = true;
		}
	}

	/**
	 * Return whether the handshaker has begun, so that it can be timed out.
	 */
	boolean hasBegun() {
		return this.begun;
	}

	void receive(Frame frame) {
		this.handshaker.receive(frame);
	}

	void timedOut() {
		try {
			this.handshaker.timedOut();
		}
		catch (Throwable ex) {
			this.outcome.failed(ex);
		}
	}

	/**
	 * Handle a frame of an open session that is about credentials.
	 */
	void renew(Frame frame) {
		if (this.renewable) {
			this.handshaker.credentials(frame);
		}
		else {
			// As for a peer that does not know the type.
			this.session.log().dropped(DropReason.MALFORMED, frame.type().name());
		}
	}

	/**
	 * Ask the peer of an open session for new credentials.
	 * @param limit the time that it has
	 */
	void askForCredentials(Duration limit) {
		if (this.renewable) {
			this.handshaker.askForCredentials(limit);
		}
		else {
			this.session.ender().close(null, SocketCloseStatus.EXPIRED, null);
		}
	}

	void closed(CloseReason reason) {
		this.handshaker.closed(reason);
	}

	@Override
	public SocketConnection<?> connection() {
		return this.connection.connection();
	}

	@Override
	public List<? extends Handshaker.OfContract> contracts() {
		return this.connection.views();
	}

	@Override
	public void inContext(@Nullable Observed observed, Runnable code) {
		this.session.run(observed, code);
	}

	@Override
	public Context context() {
		return this.session.userContext();
	}

	@Override
	public void implementedBy(@Nullable Object implementation) {
		this.connection.implementedBy(implementation);
	}

	@Override
	public Caller caller() {
		return this.rights.get();
	}

	@Override
	public void authenticated(Caller caller) {
		Caller before = this.rights.get();
		this.rights.use(caller);
		this.outcome.authenticated(before, caller);
	}

	@Override
	public Disposable later(Duration delay, Runnable task) {
		return this.rights.later(delay, task);
	}

	@Override
	public void close(SocketCloseStatus status) {
		this.session.ender().close(null, status, null);
	}

	@Override
	public boolean answer(OutboundFrame frame) {
		boolean taken = this.sender.takes(frame);
		if (taken) {
			this.sender.answer(frame);
		}
		return taken;
	}

	@Override
	public Terms terms() {
		CallSurroundings surroundings = this.session.surroundings();
		return new Terms((surroundings != null) ? this.own.or(surroundings.extensions()) : this.own, this.maxFrameSize);
	}

	@Override
	public SessionTopics topics() {
		return this.topics;
	}

	@Override
	public void use(Terms agreed) {
		this.sender.limitTo(agreed.limit());
		agree(agreed.extensions());
	}

	@Override
	public void agree(Extensions extensions) {
		this.renewable = extensions.include(Extensions.CREDENTIALS);
		this.session.granted().use(extensions);
		for (SessionOwner connection : this.connection.views()) {
			connection.use(extensions);
		}
	}

	@Override
	public KeptSession keep(@Nullable SessionListener listener) {
		return this.outcome.keep(listener);
	}

	@Override
	public Mono<Boolean> goOn(KeptSession session, ResumeOffer peer, LongFunction<@Nullable OutboundFrame> accepted) {
		return this.outcome.giveTo(session, peer, accepted);
	}

	@Override
	public void send(OutboundFrame frame) {
		this.sender.queue().release(frame);
	}

	@Override
	public void hold(Frame frame) {
		this.held.hold(frame);
		if (!this.outcome.isHandshaking()) {
			release();
		}
	}

	/**
	 * Return whether a frame is held.
	 */
	boolean isHolding() {
		return this.held.isHolding();
	}

	/**
	 * Handle the held frame, if any, after the end of the handshake.
	 */
	void release() {
		this.held.release(this.outcome);
	}

	/**
	 * Return whether a frame was held and reading has not gone on.
	 */
	boolean isReleasing() {
		return this.held.isReleasing();
	}

	@Override
	public void open(@Nullable Object implementation, @Nullable OutboundFrame frame) {
		implementedBy(implementation);
		this.outcome.opened(frame);
		if (this.topics.accept()) {
			this.rights.later(SessionTopics.KEPT, this.topics::forget);
		}
	}

	@Override
	public void reject(@Nullable OutboundFrame frame, SocketCloseStatus status, @Nullable Throwable cause) {
		this.outcome.rejected(frame, status, cause);
	}

	@Override
	public void unexpected() {
		this.session.log().dropped(DropReason.UNEXPECTED, "before the handshake");
	}

	/**
	 * Contract for the session of a handshake.
	 */
	interface Outcome {

		/**
		 * Return whether the handshake has not ended.
		 */
		boolean isHandshaking();

		/**
		 * Handle a held frame.
		 */
		void handle(Frame frame);

		/**
		 * Continue to read, if the reason of a pause has ended.
		 */
		void readOn();

		/**
		 * Open the session after a successful handshake.
		 */
		void opened(@Nullable OutboundFrame frame);

		/**
		 * Close the session after a failed handshake.
		 */
		void rejected(@Nullable OutboundFrame frame, SocketCloseStatus status, @Nullable Throwable cause);

		/**
		 * Keep the session from now on when it loses its link.
		 * @param listener the listener of what the server says of it, or {@code null} on
		 * a server
		 * @return the session
		 */
		KeptSession keep(@Nullable SessionListener listener);

		/**
		 * Give the link to another session.
		 * @return whether that session goes on with it
		 */
		Mono<Boolean> giveTo(KeptSession session, ResumeOffer peer, LongFunction<@Nullable OutboundFrame> accepted);

		/**
		 * Handle that the peer has authenticated, at first or anew.
		 */
		void authenticated(Caller before, Caller now);

		/**
		 * Close the session because of a fault.
		 */
		void failed(Throwable ex);

	}

}
