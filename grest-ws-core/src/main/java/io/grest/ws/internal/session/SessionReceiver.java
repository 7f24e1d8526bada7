package io.grest.ws.internal.session;

import java.util.Objects;
import java.util.function.Consumer;

import io.grest.ws.internal.call.SessionEnder;
import io.grest.ws.internal.log.ConnectionLog;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.ResumeFrames;
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

	private final Consumer<Frame> acknowledged;

	// Null on a server, and unless both may go on with another link. Set before the
	// session is open.
	private volatile @Nullable SessionListener listener;

	private volatile @Nullable Departure departure;

	/**
	 * Create a receiver.
	 * @param state the state of the session
	 * @param handshaking the handshake
	 * @param calls the calls of the session
	 * @param format the format of frames
	 * @param log the log of the connection
	 * @param ender ends the session
	 * @param acknowledged handles an acknowledgement
	 */
	SessionReceiver(SessionState state, Handshaking handshaking, SessionCalls calls, WireFormat format,
			ConnectionLog log, SessionEnder ender, Consumer<Frame> acknowledged) {
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
				// A server whose client has left in order. Nothing else is handled, or
				// moves a position.
				if (frame.type() == FrameType.ACKNOWLEDGEMENT) {
					isOfLinks(frame);
				}
			}
		}
	}

	/**
	 * Follow a session that may go on with another link.
	 * @param listener the listener of what the server says of it, or {@code null} on a
	 * server
	 * @param departure the orderly end
	 */
	void follow(@Nullable SessionListener listener, Departure departure) {
		this.listener = listener;
		this.departure = departure;
	}

	// Whether the calls have nothing to do with it.
	private boolean isOfLinks(Frame frame) {
		Departure departure = this.departure;
		if (departure == null) {
			return false;
		}
		SessionListener listener = this.listener;
		switch (frame.type()) {
			case ACKNOWLEDGEMENT -> {
				this.acknowledged.accept(frame);
				departure.acknowledged();
			}
			case MSG -> {
				return listener != null && !listener.isNew(frame);
			}
			case POSITION -> {
				if (listener != null) {
					listener.reached(frame);
				}
			}
			case GO_AWAY -> goAway(frame, departure);
			default -> {
				return false;
			}
		}
		return true;
	}

	private void goAway(Frame frame, Departure departure) {
		ResumeFrames frames = Objects.requireNonNull(this.format.resume());
		ResumeFrames.GoAway said = frames.readGoAway(frame.payload());
		SessionListener listener = this.listener;
		if (listener == null && said.sent() != null) {
			departure.left(said.sent());
		}
		else if (listener != null && said.receipt() != null) {
			listener.left(said.receipt());
		}
		else if (listener != null && said.after() != null) {
			listener.mustLeave(said.after());
		}
	}

}
