package io.grest.ws.internal.call;

import java.util.function.Supplier;

import io.grest.ws.error.BadRequestException;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.error.RouteNotFoundException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.observation.DropReason;
import io.grest.ws.protocol.FrameType;
import org.jspecify.annotations.Nullable;

/**
 * Decides which calls of the peer run.
 */
final class CallAdmission {

	private final CallSession session;

	private final UnfinishedCalls unfinished;

	private final int maxStreams;

	CallAdmission(CallSession session, UnfinishedCalls unfinished, int maxStreams) {
		this.session = session;
		this.unfinished = unfinished;
		this.maxStreams = maxStreams;
	}

	/**
	 * Decide on a call.
	 * @param frame the frame of the call, as received
	 * @param method the method, or {@code null} for one that there is not
	 * @return why it does not run, or {@code null} if it does
	 */
	@Nullable Refusal refusal(Frame frame, @Nullable InboundMethod method) {
		if (method == null) {
			return new Refusal(DropReason.UNKNOWN_PATH,
					() -> new RouteNotFoundException("Route not found: " + frame.path()));
		}
		if (method.isStreaming() && !this.session.granted().streams()) {
			return new Refusal(DropReason.UNKNOWN_PATH,
					() -> new RouteNotFoundException("Needs the extension streams"));
		}
		if (this.session.caller().get().hasEnded()) {
			return new Refusal(DropReason.EXPIRED, () -> new NotAuthorizedException("The credentials have expired"));
		}
		if (this.session.gate().isGoingAway()) {
			return new Refusal(DropReason.GOING_AWAY, () -> new TooManyRequestsException("The server is going away"));
		}
		if (this.unfinished.isFull()) {
			return new Refusal(DropReason.OVER_LIMIT, () -> new TooManyRequestsException("Too many unfinished calls"));
		}
		return this.session.granted().streams() ? refusalOfStreams(frame, method) : null;
	}

	private @Nullable Refusal refusalOfStreams(Frame frame, InboundMethod method) {
		if (frame.type() != FrameType.REQ) {
			return method.isStreaming() ? new Refusal(DropReason.INVALID_STREAM, BadRequestException::new) : null;
		}
		if (this.session.granted().isOwn(frame.id())) {
			return new Refusal(DropReason.INVALID_STREAM,
					() -> new BadRequestException("The id is one of the other side's calls"));
		}
		if (frame.has(Frame.INPUT) != (method.items() != null)) {
			return new Refusal(DropReason.INVALID_STREAM, () -> new BadRequestException(
					(method.items() != null) ? "The call takes a stream" : "The call takes no stream"));
		}
		if (method.isStreaming() && this.unfinished.streams() >= this.maxStreams) {
			return new Refusal(DropReason.OVER_LIMIT, () -> new TooManyRequestsException("Too many open streams"));
		}
		return null;
	}

	/**
	 * Return whether the id of a call is that of another one, which has not ended.
	 * @param id the id without parameters
	 */
	boolean isInUse(String id) {
		return this.session.granted().streams() && this.unfinished.find(id) != null;
	}

	/**
	 * Reason for which a call does not run.
	 *
	 * @param reason the reason for the log
	 * @param error creates the error to answer with
	 */
	record Refusal(DropReason reason, Supplier<SocketException> error) {

	}

}
