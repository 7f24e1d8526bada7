package io.grest.ws.internal.call;

import io.grest.ws.error.BadRequestException;
import io.grest.ws.error.CancelledException;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.StreamFrames;
import io.grest.ws.observation.DropReason;
import io.grest.ws.observation.SocketMetrics.Outcome;
import io.grest.ws.protocol.FrameType;
import org.jspecify.annotations.Nullable;

/**
 * Frames of streams and cancellations that arrive. Their id tells whose call they belong
 * to: what its caller sends is input, what the other side sends is the answer.
 *
 * @since 0.1.0
 */
public final class StreamCalls {

	private final CallSession session;

	private final InboundCalls inbound;

	private final PendingCalls pending;

	/**
	 * Create the streams of a connection.
	 * @param session the session
	 * @param inbound the calls of the peer
	 * @param pending the calls to the peer that wait for their answer
	 */
	public StreamCalls(CallSession session, InboundCalls inbound, PendingCalls pending) {
		this.session = session;
		this.inbound = inbound;
		this.pending = pending;
	}

	/**
	 * Handle a frame.
	 * @param received a frame of type ITEM, CREDIT or CANCEL
	 */
	public void receive(Frame received) {
		if (!this.session.granted().streams()) {
			// As for a peer that does not know the type.
			this.session.log().dropped(DropReason.MALFORMED, received.type().name());
			return;
		}
		String id = received.withoutParameters().id();
		boolean handled = this.session.granted().isOwn(id) ? answered(this.pending.find(id), received)
				: called(this.inbound.unfinished(id), received);
		if (!handled) {
			this.session.log().dropped(DropReason.LATE, received.type().name());
		}
	}

	private boolean called(@Nullable InboundCall call, Frame frame) {
		if (frame.type() == FrameType.CANCEL) {
			this.inbound.countCancel();
		}
		if (call == null) {
			return false;
		}
		if (frame.type() == FrameType.CANCEL) {
			call.cancel(new CancelledException());
			return true;
		}
		if (!(call instanceof InboundStream stream)) {
			return false;
		}
		return (frame.type() == FrameType.ITEM) ? stream.item(frame) : stream.credit(frame.payload());
	}

	private boolean answered(@Nullable PendingCall call, Frame frame) {
		if (call == null) {
			return false;
		}
		if (frame.type() == FrameType.ITEM) {
			return call instanceof PendingStream stream && stream.item(frame.payload());
		}
		StreamSender input = call.input();
		if (input == null) {
			return false;
		}
		if (frame.type() == FrameType.CANCEL) {
			input.cancel();
			return true;
		}
		int items = StreamFrames.readCredit(frame.payload());
		if (items > 0) {
			input.credit(items);
		}
		else {
			this.session.log().dropped(DropReason.INVALID_STREAM, call.method().path() + " credit");
			this.pending.abandon(call, new BadRequestException("The other side gives credit that is none"),
					Outcome.ERROR);
		}
		return true;
	}

}
