package io.grest.ws.internal.call;

import java.util.Set;

import io.grest.ws.error.DeadlineExceededException;
import io.grest.ws.error.RequestTimeoutException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.internal.wire.Result;
import io.grest.ws.internal.wire.ResumeFrames;
import io.grest.ws.internal.wire.StreamFrames;
import io.grest.ws.observation.DropReason;
import io.grest.ws.observation.SocketMetrics.Outcome;
import io.grest.ws.protocol.FrameType;
import org.jspecify.annotations.Nullable;

/**
 * Calls of this side that wait for their answer, to all contracts of a connection. Their
 * ids are one sequence.
 *
 * @since 0.1.0
 */
public final class PendingCalls implements PendingRequests.Owner {

	private static final String DEADLINE_EXCEEDED = new DeadlineExceededException().type();

	private final CallSession session;

	private final ContractCalls contract;

	// Null until the first request: many connections only answer.
	private volatile @Nullable PendingRequests requests;

	/**
	 * Create the calls of a connection, none.
	 * @param session the session
	 * @param contract a contract of the connection, for the limits and the format
	 */
	public PendingCalls(CallSession session, ContractCalls contract) {
		this.session = session;
		this.contract = contract;
	}

	/**
	 * Return the set of the calls.
	 */
	PendingRequests requests() {
		PendingRequests requests = this.requests;
		if (requests == null) {
			synchronized (this) {
				requests = this.requests;
				if (requests == null) {
					requests = this.contract.newPending(this);
					this.requests = requests;
				}
			}
		}
		return requests;
	}

	/**
	 * Return a sender of credit for items of the answer.
	 * @param stream the call
	 * @return the sender, to be used once the call was sent
	 */
	CreditSender creditSender(PendingStream stream) {
		return new CreditSender(this.session.sender(), (items) -> {
			StreamFrames frames = this.contract.format().streams();
			return (frames != null && !stream.hasEnded()) ? frames.credit(stream.id(), items) : null;
		});
	}

	/**
	 * End a call that its caller has cancelled.
	 */
	void cancel(PendingCall call) {
		PendingRequests requests = this.requests;
		if (requests != null && requests.remove(call.id()) != null) {
			call.ended(Outcome.CANCELLED, null);
			left(call);
		}
	}

	/**
	 * Fail a call because of the other side, which may still run it.
	 * @param call the call
	 * @param error the error
	 * @param result the result for metrics
	 */
	void abandon(PendingCall call, SocketException error, String result) {
		if (requests().fail(call, error, result)) {
			left(call);
		}
	}

	@Override
	public String id(long number) {
		return this.session.granted().id(number);
	}

	@Override
	public void empty() {
		this.session.listener().callEnded();
	}

	@Override
	public void late(Set<String> ids) {
		this.session.sender()
			.withdraw((frame) -> frame.type() == FrameType.REQ && ids.contains(ResumeFrames.idOf(frame)));
	}

	@Override
	public void left(PendingCall call) {
		StreamFrames frames = this.contract.format().streams();
		if (frames != null && this.session.granted().streams() && !this.session.gate().isClosed()) {
			this.session.sender().answer(frames.cancel(call.id()));
		}
	}

	/**
	 * Return whether a call waits for its answer.
	 * @param id the id of the call
	 * @return {@code false} if it has ended
	 */
	public boolean has(String id) {
		return find(id) != null;
	}

	/**
	 * Return a waiting call.
	 * @param id its id
	 * @return the call, or {@code null} if there is none
	 */
	@Nullable PendingCall find(String id) {
		PendingRequests requests = this.requests;
		return (requests != null) ? requests.find(id) : null;
	}

	/**
	 * Handle that a frame was dropped before it was passed to a link. If it is that of a
	 * waiting call, the other side has not run the call.
	 * @param frame the frame
	 */
	public void dropped(OutboundFrame frame) {
		PendingCall call = (frame.type() == FrameType.REQ) ? find(ResumeFrames.idOf(frame)) : null;
		if (call != null) {
			call.unsent();
		}
	}

	/**
	 * Pass an answer to its caller.
	 * @param frame a frame of type RES
	 */
	public void answered(Frame frame) {
		PendingRequests requests = this.requests;
		PendingCall entry = (requests != null) ? requests.remove(frame.id()) : null;
		if (entry == null) {
			this.session.log()
				.dropped(this.session.granted().streams() ? DropReason.LATE : DropReason.UNKNOWN_ID, frame.path());
			return;
		}
		Result answer;
		try {
			answer = entry.readResult(this.contract.format(), frame.payload());
		}
		catch (Throwable ex) {
			entry.fail(new ServerErrorException(null, ex), Outcome.ERROR);
			return;
		}
		if (answer instanceof Result.Failure failure && isTimeout(entry, failure)) {
			entry.fail(new RequestTimeoutException(), Outcome.TIMEOUT);
		}
		else if (answer instanceof Result.Failure failure) {
			entry.fail(entry.method().toException(failure), entry.method().resultOf(failure));
		}
		else if (answer instanceof Result.Success success) {
			entry.succeed(success.value());
		}
	}

	// The other side knows the timeout of this side, and may be the first to notice.
	private static boolean isTimeout(PendingCall call, Result.Failure failure) {
		return call.hasTimeout() && failure.type().equals(DEADLINE_EXCEEDED);
	}

	/**
	 * Return the number of calls that wait for their answer, those with a stream
	 * included.
	 * @return the current number
	 */
	public int size() {
		PendingRequests requests = this.requests;
		return (requests != null) ? requests.size() : 0;
	}

	/**
	 * Return the number of waiting calls with a stream.
	 * @return the current number
	 */
	public int streams() {
		PendingRequests requests = this.requests;
		return (requests != null) ? requests.streams() : 0;
	}

	/**
	 * Return whether a call to a contract waits for its answer.
	 * @param contract the contract
	 * @return {@code true} if there is one
	 */
	public boolean areOf(ContractCalls contract) {
		PendingRequests requests = this.requests;
		return requests != null && !requests.select((method) -> contract.isNamedBy(method.path())).isEmpty();
	}

	/**
	 * Fail the waiting calls to one contract.
	 * @param contract the contract
	 */
	public void close(ContractCalls contract) {
		PendingRequests requests = this.requests;
		if (requests != null) {
			requests.close(requests.select((method) -> contract.isNamedBy(method.path())));
		}
	}

	/**
	 * Fail the streams whose callers call again on their next connection.
	 */
	public void closeContinued() {
		PendingRequests requests = this.requests;
		if (requests != null) {
			requests.close(requests.select(OutboundMethod::isContinued));
		}
	}

	/**
	 * Fail all waiting calls.
	 */
	public void close() {
		PendingRequests requests = this.requests;
		if (requests != null) {
			requests.close();
		}
	}

}
