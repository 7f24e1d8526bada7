package io.grest.ws.internal.call;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.grest.ws.error.SocketException;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.StreamFrames;
import io.grest.ws.observation.DropReason;
import io.grest.ws.observation.Observed;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.protocol.FrameType;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;

/**
 * Calls of the peer, run in the order of arrival and answered. An immediate answer is
 * sent without any operator; a later one counts as an unfinished call until then.
 *
 * @since 0.1.0
 */
public final class InboundCalls {

	private final CallSession session;

	private final CallRunner runner;

	private final ContractCalls contract;

	// Set with the implementation, before there are calls.
	private Map<String, InboundMethod> contractMethods;

	private final SocketMetrics.OfMethod unknown;

	private final @Nullable CallSurroundings surroundings;

	// Null until a method is registered by its path, which is rare.
	private volatile @Nullable Map<String, InboundMethod> registered;

	private final @Nullable RateLimit rate;

	private final UnfinishedCalls unfinished;

	private final CallAdmission admission;

	private final CreditBudget inputCredit;

	private @Nullable Object implementation;

	/**
	 * Create the calls of a connection.
	 * @param session the session
	 * @param contract the methods of this side
	 * @param limits the limits of the peer's calls
	 */
	public InboundCalls(CallSession session, ContractCalls contract, Limits limits) {
		this.session = session;
		this.contract = contract;
		this.contractMethods = contract.inbound();
		this.unknown = contract.unknownInbound();
		this.surroundings = session.surroundings();
		this.unfinished = new UnfinishedCalls(limits.inFlight(), contract.handlers().errors().failures(),
				session.granted());
		this.runner = new CallRunner(session, contract, this.unfinished);
		this.admission = new CallAdmission(session, this.unfinished, limits.streams());
		this.inputCredit = new CreditBudget(limits.inFlight());
		this.rate = (limits.perSecond() > 0) ? new RateLimit(limits.perSecond(), System::nanoTime) : null;
	}

	/**
	 * Set the implementation of the contract's methods.
	 * @param implementation the implementation of this side's interface, or {@code null}
	 * for none
	 */
	public void implementedBy(@Nullable Object implementation) {
		this.implementation = implementation;
		if (implementation != null) {
			HandlerMethods methods = this.contract.inboundOf(implementation);
			this.contractMethods = methods.byPath();
			this.runner.implementedBy(implementation, methods.needLane());
		}
	}

	/**
	 * Register a method, in place of the one with the same path.
	 * @param method the method
	 */
	public synchronized void register(InboundMethod method) {
		Map<String, InboundMethod> registered = this.registered;
		if (registered == null) {
			registered = new ConcurrentHashMap<>(4);
			this.registered = registered;
		}
		registered.put(method.path(), method);
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
		return this.runner.hasMessages();
	}

	/**
	 * Run the call of a frame.
	 * @param received a frame of type REQ or MSG
	 */
	public void receive(Frame received) {
		Frame frame = this.session.granted().parameters() ? received.withoutParameters() : received;
		String id = (frame.type() == FrameType.REQ) ? frame.id() : null;
		if (this.rate != null && !this.rate.tryTake()) {
			refuse(frame, id, DropReason.OVER_RATE, () -> new TooManyRequestsException("Too many calls in a second"));
			closeIfIgnored(this.rate);
			return;
		}
		InboundMethod method = find(frame.path());
		CallAdmission.Refusal refusal = this.admission.refusal(received, method);
		if (id != null && this.admission.isInUse(id)) {
			this.session.log().dropped(DropReason.INVALID_STREAM, frame.path() + " with an id in use");
		}
		else if (method == null || refusal != null) {
			refuse(frame, id, Objects.requireNonNull(refusal).reason(), refusal.error());
		}
		else {
			Observed observed = (this.surroundings != null) ? this.surroundings.inbound(received) : null;
			this.runner.run(call(received, method, id, observed), frame);
		}
	}

	private InboundCall call(Frame received, InboundMethod method, @Nullable String id, @Nullable Observed observed) {
		StreamFrames streams = this.contract.format().streams();
		InboundCall call = (streams != null && method.isStreaming())
				? new InboundStream(this.runner, method, received, streams, this.inputCredit, observed)
				: new InboundCall(this.runner, method, id, observed);
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

	private @Nullable InboundMethod find(String path) {
		Map<String, InboundMethod> registered = this.registered;
		InboundMethod method = (registered != null) ? registered.get(path) : null;
		return (method != null || this.implementation == null) ? method : this.contractMethods.get(path);
	}

	private void refuse(Frame frame, @Nullable String id, DropReason reason, Supplier<SocketException> error) {
		InboundMethod method = this.contractMethods.get(frame.path());
		this.runner.answers()
			.refuse(frame.path(), id, reason, error.get(), (method != null) ? method.metrics() : this.unknown);
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
	 */
	public record Limits(int inFlight, int perSecond, int streams) {

	}

}
