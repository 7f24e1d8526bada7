package io.grest.ws.internal.call;

import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;

import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.StreamFrames;
import io.grest.ws.observation.DropReason;
import io.grest.ws.observation.Observed;
import io.grest.ws.protocol.FrameType;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;

/**
 * Calls of the peer, to all contracts of the connection, run in the order of arrival and
 * answered. An immediate answer is sent without any operator; a later one counts as an
 * unfinished call until then.
 *
 * @since 0.1.0
 */
public final class InboundCalls {

	private static final CallRunner[] NONE = {};

	private final CallSession session;

	// Replaced on a client only, whose contracts come and go.
	private volatile CallRunner first;

	private volatile CallRunner[] others = NONE;

	private final @Nullable RateLimit rate;

	private final UnfinishedCalls unfinished;

	private final CallAdmission admission;

	private final CreditBudget inputCredit;

	// In milliseconds, 0 for no limit.
	private final int streamIdle;

	/**
	 * Create the calls of a connection.
	 * @param session the session
	 * @param contract the methods of this side
	 * @param limits the limits of the peer's calls
	 */
	public InboundCalls(CallSession session, ContractCalls contract, Limits limits) {
		this.session = session;
		this.unfinished = new UnfinishedCalls(limits.inFlight(), contract.handlers().errors().failures(),
				session.granted());
		this.first = new CallRunner(session, contract, this.unfinished);
		this.admission = new CallAdmission(session, this.unfinished, limits.streams());
		this.inputCredit = new CreditBudget(limits.inFlight());
		this.streamIdle = (int) Math.min(limits.idle().toMillis(), Integer.MAX_VALUE / 2);
		this.rate = (limits.perSecond() > 0) ? new RateLimit(limits.perSecond(), System::nanoTime) : null;
	}

	/**
	 * Add the methods of another contract.
	 * @param session the session as the calls of the contract see it
	 * @param contract the methods of this side
	 * @param implementation the implementation, or {@code null} for none yet
	 */
	public synchronized void add(CallSession session, ContractCalls contract, @Nullable Object implementation) {
		CallRunner added = new CallRunner(session, contract, this.unfinished);
		added.implementedBy(implementation);
		CallRunner[] others = Arrays.copyOf(this.others, this.others.length + 1);
		others[others.length - 1] = added;
		this.others = others;
	}

	/**
	 * Remove the methods of a contract, whose calls are from now on those of a contract
	 * that there is not.
	 * @param contract the methods of this side
	 */
	public synchronized void remove(ContractCalls contract) {
		CallRunner[] left = Stream.concat(Stream.of(this.first), Arrays.stream(this.others))
			.filter((runner) -> runner.contract() != contract)
			.toArray(CallRunner[]::new);
		if (left.length > 0) {
			this.first = left[0];
			this.others = Arrays.copyOfRange(left, 1, left.length);
		}
		else {
			this.first.forget();
		}
	}

	/**
	 * Return whether an answer to a call of a contract is still to be sent.
	 * @param contract the contract
	 * @return {@code true} if there is one
	 */
	public boolean isAnswering(ContractCalls contract) {
		return this.unfinished.isAnswering(contract);
	}

	private CallRunner runner(ContractCalls contract) {
		for (CallRunner other : this.others) {
			if (other.contract() == contract) {
				return other;
			}
		}
		return this.first;
	}

	/**
	 * Set the implementation of a contract's methods, before there are calls.
	 * @param contract the contract
	 * @param implementation the implementation of this side's interface, or {@code null}
	 * for none
	 */
	public void implementedBy(ContractCalls contract, @Nullable Object implementation) {
		runner(contract).implementedBy(implementation);
	}

	/**
	 * Register a method, in place of the one with the same path.
	 * @param contract the contract that registers it
	 * @param method the method
	 */
	public void register(ContractCalls contract, InboundMethod method) {
		runner(contract).register(method);
	}

	/**
	 * Return whether the limit of unfinished calls is reached, and none of them needs
	 * that reading goes on.
	 * @return {@code true} if the next call would be refused and there are no streams
	 */
	public boolean isFull() {
		return this.unfinished.isFull() && this.unfinished.streams() == 0;
	}

	/**
	 * Return the number of unfinished calls.
	 * @return the current number
	 */
	public int inFlight() {
		return this.unfinished.size();
	}

	/**
	 * Return the number of unfinished calls with a stream.
	 * @return the current number
	 */
	public int streams() {
		return this.unfinished.streams();
	}

	/**
	 * Return whether a message has arrived whose method has not returned, as it waits for
	 * its turn or runs on the executor.
	 * @return {@code true} if there is one
	 */
	public boolean hasMessages() {
		Lane lane = this.unfinished.lane();
		return lane != null && lane.hasMessages();
	}

	/**
	 * Run the call of a frame.
	 * @param received a frame of type REQ or MSG
	 */
	public void receive(Frame received) {
		Frame frame = this.session.granted().parameters() ? received.withoutParameters() : received;
		String id = (frame.type() == FrameType.REQ) ? frame.id() : null;
		CallRunner runner = runner(frame.path());
		if (this.rate != null && !this.rate.tryTake()) {
			runner.refuse(frame, id, DropReason.OVER_RATE, new TooManyRequestsException("Too many calls in a second"));
			closeIfIgnored(this.rate);
			return;
		}
		InboundMethod method = runner.find(frame.path());
		CallAdmission.Refusal refusal = this.admission.refusal(received, method);
		if (id != null && this.admission.isInUse(id)) {
			this.session.log().dropped(DropReason.INVALID_STREAM, frame.path() + " with an id in use");
		}
		else if (method == null || refusal != null) {
			Objects.requireNonNull(refusal);
			runner.refuse(frame, id, refusal.reason(), refusal.error().get());
		}
		else {
			runner.run(call(runner, received, method, id), frame);
		}
	}

	// That of the method, or else of the contract that the path names.
	private CallRunner runner(String path) {
		CallRunner[] others = this.others;
		CallRunner first = this.first;
		if (others.length == 0 || first.find(path) != null) {
			return first;
		}
		CallRunner named = first;
		for (CallRunner other : others) {
			if (other.find(path) != null) {
				return other;
			}
			named = other.contract().isNamedBy(path) ? other : named;
		}
		return named;
	}

	private InboundCall call(CallRunner runner, Frame received, InboundMethod method, @Nullable String id) {
		Observed observed = runner.observe(received);
		StreamFrames streams = runner.contract().format().streams();
		InboundCall call = (streams != null && method.isStreaming())
				? new InboundStream(runner, method, received, streams, this.inputCredit, this.streamIdle, observed)
				: new InboundCall(runner, method, id, observed);
		long deadline = (id != null && this.session.granted().streams()) ? received.number(Frame.DEADLINE) : -1;
		if (deadline >= 0) {
			call.useDeadline(deadline);
		}
		return call;
	}

	/**
	 * Count a cancellation like a call.
	 */
	void countCancel() {
		if (this.rate != null && !this.rate.tryTake()) {
			closeIfIgnored(this.rate);
		}
	}

	private void closeIfIgnored(RateLimit rate) {
		if (rate.isIgnored()) {
			this.session.ender().close(null, SocketCloseStatus.TRY_AGAIN_LATER, null);
		}
	}

	/**
	 * Return an unfinished request.
	 * @param id its id
	 * @return the call, or {@code null} if there is none
	 */
	@Nullable InboundCall unfinished(String id) {
		return this.unfinished.find(id);
	}

	/**
	 * Judge the open streams anew, as the peer has lost authorities. One that it may not
	 * go on with is answered with an error.
	 */
	public void judgeStreams() {
		if (streams() > 0) {
			this.unfinished.forEachAnswerable("be judged anew", (call) -> {
				if (call instanceof InboundStream stream) {
					stream.judge();
				}
			});
		}
	}

	/**
	 * Cancel the handlers of requests, because answers can no longer be sent. Handlers of
	 * messages continue: a peer may close right after sending a message.
	 */
	public void close() {
		this.unfinished.cancelAnswerable();
	}

	/**
	 * Limits of the calls of a peer.
	 *
	 * @param inFlight the limit of unfinished calls
	 * @param perSecond the limit of calls in a second, 0 for no limit
	 * @param streams the limit of unfinished calls with a stream
	 * @param idle the time after which a stream is ended if nothing moves, zero for no
	 * limit
	 */
	public record Limits(int inFlight, int perSecond, int streams, Duration idle) {

	}

}
