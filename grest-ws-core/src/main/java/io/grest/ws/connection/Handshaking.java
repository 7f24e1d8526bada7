package io.grest.ws.connection;

import io.grest.ws.internal.call.CallSurroundings;
import io.grest.ws.context.ContextScope;
import io.grest.ws.observation.DropReason;
import io.grest.ws.observation.Observed;
import io.grest.ws.protocol.Frame;
import io.grest.ws.protocol.OutboundFrame;
import io.grest.ws.protocol.SocketCloseStatus;
import io.grest.ws.protocol.Terms;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * The handshake of a session: lets a handshaker have its say, and holds the frame that
 * comes too early.
 */
final class Handshaking implements Handshaker.Control {

	private final Handshaker handshaker;

	private final SocketConnection<?> connection;

	private final ContextScope scope;

	private final Outcome outcome;

	private final Context context;

	private final @Nullable CallSurroundings surroundings;

	// Came before the session was open. Nothing is read until it is handled, so there is
	// one at most.
	private volatile @Nullable Frame held;

	private boolean released;

	/**
	 * Create a handshake.
	 * @param handshaker the side's part in it
	 * @param connection the connection as its user sees it
	 * @param scope the context values of the connection
	 * @param outcome the session
	 * @param context the Reactor context of the connection
	 * @param surroundings what user code runs in, or {@code null} for nothing
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
	 * Handle the frame that was held, if any: the handshake has ended.
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
		 * Return what this side can do on top of the protocol, and takes.
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
		 * Handle a frame that was held.
		 */
		void handle(Frame frame);

		/**
		 * Read on, if what made reading pause has ended.
		 */
		void readOn();

		/**
		 * The handshake succeeded.
		 */
		void opened(@Nullable Object implementation, @Nullable OutboundFrame frame);

		/**
		 * The handshake failed.
		 */
		void rejected(@Nullable OutboundFrame frame, SocketCloseStatus status, @Nullable Throwable cause);

		/**
		 * Count a frame that came out of its place.
		 */
		void dropped(DropReason reason, String detail);

	}

}
