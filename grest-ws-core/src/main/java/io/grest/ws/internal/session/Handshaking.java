package io.grest.ws.internal.session;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.context.ContextScope;
import io.grest.ws.internal.call.CallSurroundings;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.internal.wire.Terms;
import io.grest.ws.observation.DropReason;
import io.grest.ws.observation.Observed;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * Handshake of a session: calls the handshaker, and holds a frame that arrives too early.
 */
final class Handshaking implements Handshaker.Control {

	private final Handshaker handshaker;

	private final SocketConnection<?> connection;

	private final ContextScope scope;

	private final Outcome outcome;

	private final Context context;

	private final @Nullable CallSurroundings surroundings;

	// Arrived before the session was open. Nothing is read until it is handled, so there
	// is at most one.
	private volatile @Nullable Frame held;

	private boolean released;

	/**
	 * Create a handshake.
	 * @param handshaker this side's part in the handshake
	 * @param connection the connection as its user sees it
	 * @param scope the context values of the connection
	 * @param outcome the session
	 * @param context the Reactor context of the connection
	 * @param surroundings the surroundings of user code, or {@code null} for none
	 */
	Handshaking(Handshaker handshaker, SocketConnection<?> connection, ContextScope scope, Outcome outcome,
			Context context, @Nullable CallSurroundings surroundings) {
		this.handshaker = handshaker;
		this.connection = connection;
		this.scope = scope;
		this.outcome = outcome;
		this.context = context;
		this.surroundings = surroundings;
	}

	void begin() {
		this.handshaker.begin(this);
	}

	void receive(Frame frame) {
		this.handshaker.receive(frame);
	}

	void timedOut() {
		this.handshaker.timedOut();
	}

	void closed(CloseReason reason) {
		this.handshaker.closed(reason);
	}

	@Override
	public SocketConnection<?> connection() {
		return this.connection;
	}

	@Override
	public void inContext(@Nullable Observed observed, Runnable code) {
		ContextScope before = ContextScope.enter(this.scope);
		try {
			if (this.surroundings != null) {
				this.surroundings.run(observed, code);
			}
			else {
				code.run();
			}
		}
		finally {
			ContextScope.enter(before);
		}
	}

	@Override
	public Context context() {
		return this.context.put(ContextScope.class, this.scope);
	}

	@Override
	public Terms terms() {
		return this.outcome.terms();
	}

	@Override
	public void use(Terms agreed) {
		this.outcome.use(agreed);
	}

	@Override
	public void send(OutboundFrame frame) {
		this.outcome.send(frame);
	}

	@Override
	public void hold(Frame frame) {
		this.held = frame.copy();
		if (!this.outcome.isHandshaking()) {
			release();
		}
	}

	/**
	 * Return whether a frame is held.
	 */
	boolean isHolding() {
		return this.held != null;
	}

	/**
	 * Handle the held frame, if any, after the end of the handshake.
	 */
	void release() {
		Frame held = this.held;
		if (held == null || !release(held)) {
			return;
		}
		this.outcome.handle(held);
		this.held = null;
		this.outcome.readOn();
	}

	// The thread that ends the handshake and the one that reads may both come here.
	private synchronized boolean release(Frame held) {
		boolean first = !this.released;
		this.released = true;
		return first;
	}

	@Override
	public void open(@Nullable Object implementation, @Nullable OutboundFrame frame) {
		this.outcome.opened(implementation, frame);
	}

	@Override
	public void reject(@Nullable OutboundFrame frame, SocketCloseStatus status, @Nullable Throwable cause) {
		this.outcome.rejected(frame, status, cause);
	}

	@Override
	public void unexpected() {
		this.outcome.dropped(DropReason.UNEXPECTED, "before the handshake");
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
		 * Return the extensions and limits of this side.
		 */
		Terms terms();

		/**
		 * Use what both sides have agreed on.
		 */
		void use(Terms agreed);

		/**
		 * Send the frame that begins the handshake of this side.
		 */
		void send(OutboundFrame frame);

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
		void opened(@Nullable Object implementation, @Nullable OutboundFrame frame);

		/**
		 * Close the session after a failed handshake.
		 */
		void rejected(@Nullable OutboundFrame frame, SocketCloseStatus status, @Nullable Throwable cause);

		/**
		 * Record a dropped frame.
		 */
		void dropped(DropReason reason, String detail);

	}

}
