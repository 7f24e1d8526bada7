package io.grest.ws.internal.session;

import java.util.function.Predicate;

import io.grest.ws.internal.call.SessionEnder;
import io.grest.ws.internal.log.ConnectionLog;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.WireFormat;
import io.grest.ws.observation.DropReason;
import io.grest.ws.protocol.FrameType;
import org.jspecify.annotations.Nullable;

/**
 * Receiver of a session's frames: each goes to the handshake or to the calls, by the
 * state of the session. Whatever fails here ends the session.
 */
final class SessionReceiver {

	private final SessionState state;

	private final Handshaking handshaking;

	private final SessionCalls calls;

	private final WireFormat format;

	private final ConnectionLog log;

	private final SessionEnder ender;

	private final Predicate<Frame> acknowledged;

	// Null if there are none to follow. Set before the session is open.
	private volatile @Nullable PositionListener positions;

	/**
	 * Create a receiver.
	 * @param state the state of the session
	 * @param handshaking the handshake
	 * @param calls the calls of the session
	 * @param format the format of frames
	 * @param log the log of the connection
	 * @param ender ends the session
	 * @param acknowledged handles an acknowledgement, and returns whether the session has
	 * any
	 */
	SessionReceiver(SessionState state, Handshaking handshaking, SessionCalls calls, WireFormat format,
			ConnectionLog log, SessionEnder ender, Predicate<Frame> acknowledged) {
		this.state = state;
		this.handshaking = handshaking;
		this.calls = calls;
		this.format = format;
		this.log = log;
		this.ender = ender;
		this.acknowledged = acknowledged;
	}

	/**
	 * Handle a message, which may be no frame.
	 * @param bytes the buffer with the message, valid until this method returns
	 * @param length the length of the message in bytes
	 */
	void received(byte[] bytes, int length) {
		try {
			Frame frame = this.format.decode(bytes, length);
			this.log.received(bytes, length, frame);
			if (frame != null) {
				receive(frame);
			}
			else {
				this.log.dropped(DropReason.MALFORMED, length + " bytes");
			}
		}
		catch (Throwable ex) {
			this.ender.failed(ex);
		}
	}

	/**
	 * Handle a frame that was held.
	 */
	void handle(Frame frame) {
		try {
			receive(frame);
		}
		catch (Throwable ex) {
			this.ender.failed(ex);
		}
	}

	private void receive(Frame frame) {
		switch (this.state.get()) {
			case HANDSHAKING -> this.handshaking.receive(frame);
			case OPEN, DETACHED, DRAINING -> {
				if (frame.type() == FrameType.CREDENTIALS) {
					this.handshaking.renew(frame);
				}
				else if (!isOfLinks(frame)) {
					this.calls.receive(frame);
				}
			}
			case CLOSED -> {
			}
		}
	}

	/**
	 * Follow the positions of topics.
	 * @param positions the listener, or {@code null} for none
	 */
	void follow(@Nullable PositionListener positions) {
		this.positions = positions;
	}

	// Whether the calls have nothing to do with it.
	private boolean isOfLinks(Frame frame) {
		PositionListener positions = this.positions;
		return switch (frame.type()) {
			case ACKNOWLEDGEMENT -> this.acknowledged.test(frame);
			case MSG -> positions != null && !positions.isNew(frame);
			case POSITION -> {
				if (positions != null) {
					positions.reached(frame);
				}
				yield positions != null;
			}
			default -> false;
		};
	}

}
