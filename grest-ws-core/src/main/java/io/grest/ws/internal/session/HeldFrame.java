package io.grest.ws.internal.session;

import io.grest.ws.internal.wire.Frame;
import org.jspecify.annotations.Nullable;

/**
 * Frame that has arrived before its session was open, and is handled after the handshake.
 * Nothing is read until then, so there is at most one.
 */
final class HeldFrame {

	private volatile @Nullable Frame held;

	// From then until reading goes on.
	private volatile boolean releasing;

	private boolean released;

	/**
	 * Hold a frame.
	 * @param frame the frame, which is copied
	 */
	void hold(Frame frame) {
		this.releasing = true;
		this.held = frame.copy();
	}

	/**
	 * Return whether a frame is held.
	 */
	boolean isHolding() {
		return this.held != null;
	}

	/**
	 * Return whether a frame was held and reading has not gone on.
	 */
	boolean isReleasing() {
		return this.releasing;
	}

	/**
	 * Have the held frame handled, if there is one, and read on.
	 * @param session the session
	 */
	void release(Handshaking.Outcome session) {
		Frame held = this.held;
		if (held == null || !isFirst()) {
			return;
		}
		session.handle(held);
		this.held = null;
		session.readOn();
		this.releasing = false;
	}

	// The thread that ends the handshake and the one that reads may both come here.
	private synchronized boolean isFirst() {
		boolean first = !this.released;
		this.released = true;
		return first;
	}

}
