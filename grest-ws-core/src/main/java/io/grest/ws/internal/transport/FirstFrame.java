package io.grest.ws.internal.transport;

import io.grest.ws.internal.wire.OutboundFrame;
import org.jspecify.annotations.Nullable;

/**
 * First frame of a connection, which ends the handshake. Until it was passed on, all
 * other frames are held.
 */
final class FirstFrame {

	private volatile @Nullable OutboundFrame frame;

	private volatile boolean held = true;

	boolean isHolding() {
		return this.held;
	}

	/**
	 * Return whether the frame waits to be passed on.
	 */
	boolean isWaiting() {
		return this.frame != null;
	}

	/**
	 * Hold until a frame was passed on.
	 */
	void set(OutboundFrame frame) {
		this.frame = frame;
	}

	/**
	 * Hold no longer, unless a frame is set.
	 * @return {@code false} if a frame is set
	 */
	boolean release() {
		if (this.frame != null) {
			return false;
		}
		this.held = false;
		return true;
	}

	/**
	 * Pass the frame on. For the writing thread.
	 */
	void pass(PassedFrames passed) {
		OutboundFrame frame = this.frame;
		if (frame != null && passed.hasRoom()) {
			this.frame = null;
			passed.pass(frame);
			this.held = false;
		}
	}

}
