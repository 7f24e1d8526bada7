package io.grest.ws.internal.call;

import io.grest.ws.error.SocketException;
import io.grest.ws.error.PayloadTooLargeException;
import io.grest.ws.internal.json.PayloadWriter;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.internal.wire.StreamFrames;
import io.grest.ws.observation.DropReason;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * Stream that a call of this side sends to the other side.
 *
 * @param call the call
 * @param frames the frames of streams
 * @param writer the writer of an item
 * @param session the session
 * @param errors the errors of this side
 */
record OutboundInput(PendingCall call, StreamFrames frames, PayloadWriter writer, CallSession session,
		HandlerErrors errors) implements StreamSender.Owner {

	@Override
	public Context context() {
		return Context.of(this.call.context());
	}

	@Override
	public OutboundFrame frame(Object item) {
		OutboundFrame frame = this.frames.item(this.call.id(), this.writer, item);
		if (!this.session.sender().takes(frame)) {
			this.session.log()
				.replaced(DropReason.TOO_LARGE,
						this.session.sender().describeTooLarge("An item for " + this.call.method().path(), frame));
			throw new PayloadTooLargeException("An item is larger than the receiver takes");
		}
		return frame;
	}

	@Override
	public void ended(@Nullable Throwable ex) {
		StreamSender input = this.call.input();
		if (input != null) {
			input.end((ex != null) ? error(ex) : this.frames.end(this.call.id()));
		}
	}

	private OutboundFrame error(Throwable ex) {
		SocketException told = this.errors.tellInput(this.call.method(), ex, this.session.scope());
		try {
			return this.frames.error(this.call.id(), told);
		}
		catch (Throwable unwritable) {
			return this.frames.error(this.call.id(),
					this.errors.tellInput(this.call.method(), unwritable, this.session.scope()));
		}
	}

	@Override
	public void passed(int items) {
		this.call.method().metrics().streams().itemsSent(items);
	}

	@Override
	public void lastPassed() {
		// The call ends with its answer.
	}

}
