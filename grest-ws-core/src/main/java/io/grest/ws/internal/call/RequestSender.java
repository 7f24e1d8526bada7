package io.grest.ws.internal.call;

import io.grest.ws.error.PayloadTooLargeException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.internal.json.PayloadWriter;
import io.grest.ws.internal.reflect.StreamInput;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.internal.wire.StreamFrames;
import io.grest.ws.observation.Observed;
import org.jspecify.annotations.Nullable;

/**
 * Sender of requests, with what the other side is to know of each: its trace, its
 * deadline, credit for its answer, and the stream that follows it.
 */
final class RequestSender {

	private final CallSession session;

	private final ContractCalls contract;

	RequestSender(CallSession session, ContractCalls contract) {
		this.session = session;
		this.contract = contract;
	}

	/**
	 * Send the frame of a call, and begin with the stream that it takes.
	 * @param call the call
	 * @param payload the payload, or {@code null} for none
	 * @param remaining the time until the deadline that the call inherits in
	 * milliseconds, or {@link Deadlines#NONE}
	 * @param credit the number of items that the call may be answered by
	 * @return the error that the call fails with, or {@code null} if it was sent
	 */
	@Nullable SocketException send(PendingCall call, @Nullable Object payload, long remaining, int credit) {
		StreamInput stream = (payload instanceof StreamInput taken) ? taken : null;
		OutboundMethod method = call.method();
		OutboundFrame frame = method.request(id(call, remaining, credit),
				(stream != null) ? stream.payload() : payload);
		if (!this.session.sender().takes(frame)) {
			return new PayloadTooLargeException(this.session.sender().describeTooLarge(method.path(), frame));
		}
		StreamSender input = (stream != null) ? input(call) : null;
		if (!this.session.sender().offer(frame)) {
			return new TooManyRequestsException(
					"Outbound queue is full: the other side reads more slowly than this side calls");
		}
		if (input != null && stream != null) {
			stream.items().subscribe(input);
		}
		return null;
	}

	private String id(PendingCall call, long remaining, int credit) {
		String id = withTrace(call.id(), call.observed());
		if (!this.session.granted().streams()) {
			return id;
		}
		OutboundMethod method = call.method();
		StringBuilder text = new StringBuilder(id);
		if (credit > 0) {
			text.append(';').append(Frame.CREDIT).append('=').append(credit);
		}
		long deadline = (remaining != Deadlines.NONE || method.isStreaming()) ? remaining
				: this.contract.timeout().toMillis();
		if (deadline > 0) {
			text.append(';').append(Frame.DEADLINE).append('=').append(deadline);
		}
		if (method.itemWriter() != null) {
			text.append(';').append(Frame.INPUT).append("=1");
		}
		return text.toString();
	}

	/**
	 * Return an id with the trace of its call, if both sides have agreed on that.
	 * @param id the id, empty for a message
	 * @param observed the observation of the call, or {@code null} for none
	 */
	String withTrace(String id, @Nullable Observed observed) {
		CallSurroundings surroundings = this.session.surroundings();
		return (surroundings != null) ? surroundings.withTrace(id, observed) : id;
	}

	private @Nullable StreamSender input(PendingCall call) {
		StreamFrames frames = this.contract.format().streams();
		PayloadWriter writer = call.method().itemWriter();
		if (frames == null || writer == null) {
			return null;
		}
		StreamSender input = new StreamSender(this.session.sender(),
				new OutboundInput(call, frames, writer, this.session, this.contract.handlers().errors()), call.id(), 0);
		call.useInput(input);
		return input;
	}

}
