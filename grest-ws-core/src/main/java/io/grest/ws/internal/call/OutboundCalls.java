package io.grest.ws.internal.call;

import io.grest.ws.error.ConnectionClosedException;
import io.grest.ws.error.DeadlineExceededException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.StreamsRequiredException;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.Result;
import io.grest.ws.internal.wire.StreamFrames;
import io.grest.ws.observation.DropReason;
import io.grest.ws.observation.Observed;
import io.grest.ws.observation.SocketMetrics.Outcome;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Calls to the peer, with their answers.
 *
 * @since 0.1.0
 */
public final class OutboundCalls implements ReturnAdapter.Caller<OutboundMethod>, PendingRequests.Owner {

	private final CallSession session;

	private final ContractCalls contract;

	private final int maxStreams;

	private final RequestSender requests;

	private final @Nullable CallSurroundings surroundings;

	// Null until the first request: many connections only answer.
	private volatile @Nullable PendingRequests pending;

	/**
	 * Create the calls of a connection.
	 * @param session the session
	 * @param contract the methods of the other side
	 * @param maxStreams the limit of unfinished calls with a stream
	 */
	public OutboundCalls(CallSession session, ContractCalls contract, int maxStreams) {
		this.session = session;
		this.contract = contract;
		this.maxStreams = maxStreams;
		this.requests = new RequestSender(session, contract);
		this.surroundings = session.surroundings();
	}

	private PendingRequests pendingRequests() {
		PendingRequests pending = this.pending;
		if (pending == null) {
			synchronized (this) {
				pending = this.pending;
				if (pending == null) {
					pending = this.contract.newPending(this);
					this.pending = pending;
				}
			}
		}
		return pending;
	}

	/**
	 * Call a method as its interface declares it.
	 * @param method the method
	 * @param payload the payload, or {@code null} for none
	 * @return the return value of the interface method
	 */
	public @Nullable Object call(OutboundMethod method, @Nullable Object payload) {
		return method.returns().call(this, method, payload);
	}

	/**
	 * Return a call of a method as a {@code Mono}, whatever its interface declares.
	 * @param method the method
	 * @param payload the payload, or {@code null} for none
	 * @return a {@code Mono} that sends on each subscription
	 */
	public Mono<?> mono(OutboundMethod method, @Nullable Object payload) {
		return method.returns().mono(this, method, payload);
	}

	/**
	 * Send a message at once.
	 * @param method the method
	 * @param payload the payload, or {@code null} for none
	 */
	public void send(OutboundMethod method, @Nullable Object payload) {
		send(method, payload, Context.empty());
	}

	@Override
	public void send(OutboundMethod method, @Nullable Object payload, ContextView caller) {
		Observed observed = observe(method, false, caller);
		if (observed == null) {
			send(method, payload, "");
			return;
		}
		try {
			boolean taken = send(method, payload, this.requests.withTrace("", observed));
			observed.ended(taken ? Outcome.OK : OutboundMethod.TOO_LARGE, null);
		}
		catch (RuntimeException ex) {
			observed.ended(this.session.gate().mayCall() ? Outcome.ERROR : Outcome.CLOSED, ex);
			throw ex;
		}
	}

	private boolean send(OutboundMethod method, @Nullable Object payload, String id) {
		if (!this.session.gate().mayCall()) {
			method.metrics().refused(Outcome.CLOSED);
			throw method.failed(new ConnectionClosedException());
		}
		boolean taken = this.session.sender().push(method.message(id, payload));
		if (taken) {
			method.metrics().sent(1);
		}
		else {
			method.refusedForSize();
		}
		return taken;
	}

	private @Nullable Observed observe(OutboundMethod method, boolean request, ContextView caller) {
		return (this.surroundings != null) ? this.surroundings.outbound(method, request, caller) : null;
	}

	/**
	 * Send a request on each subscription.
	 * @param method the method
	 * @param payload the payload, or {@code null} for none
	 * @return a {@code Mono} of the answer
	 */
	@Override
	public Mono<Object> request(OutboundMethod method, @Nullable Object payload) {
		return Mono.create((sink) -> {
			PendingCall call = new PendingCall.Answer(method, sink);
			if (begin(call, payload, 0)) {
				sink.onDispose(() -> cancel(call));
			}
		});
	}

	/**
	 * Send a request for a stream on each subscription, when it requests the first items.
	 * @param method the method
	 * @param payload the payload, or {@code null} for none
	 * @return a {@code Flux} of the items
	 */
	@Override
	public Flux<Object> stream(OutboundMethod method, @Nullable Object payload) {
		return Flux.create((sink) -> new PendingStream(this, method, payload, sink).subscribed(),
				FluxSink.OverflowStrategy.IGNORE);
	}

	/**
	 * Send a call, or fail it.
	 * @param call the call
	 * @param payload the payload, or {@code null} for none
	 * @param credit the number of items that it may be answered by
	 * @return whether it waits for its answer
	 */
	boolean begin(PendingCall call, @Nullable Object payload, int credit) {
		call.observe(observe(call.method(), true, call.context()));
		long remaining = Deadlines.remaining(call.context());
		SocketException refusal = refusal(call.method(), remaining);
		if (refusal != null) {
			call.refuse(refusal, (refusal instanceof ConnectionClosedException) ? Outcome.CLOSED : refusal.type());
			return false;
		}
		PendingRequests pending = pendingRequests();
		if (!pending.await(call, remaining)) {
			return false;
		}
		try {
			SocketException unsent = this.requests.send(call, payload, remaining, credit);
			if (unsent != null) {
				pending.fail(call, unsent, unsent.type());
			}
		}
		catch (RuntimeException ex) {
			pending.fail(call, ex, Outcome.ERROR);
		}
		this.session.listener().callSent();
		if (this.session.gate().isClosed()) {
			pending.close();
		}
		return true;
	}

	private @Nullable SocketException refusal(OutboundMethod method, long remaining) {
		if (!this.session.gate().mayCall()) {
			return new ConnectionClosedException();
		}
		if (remaining == 0) {
			return new DeadlineExceededException("The deadline of the call that makes this one is over");
		}
		if (!method.isStreaming()) {
			return null;
		}
		if (!this.session.granted().streams()) {
			return new StreamsRequiredException();
		}
		return (pendingRequests().streams() >= this.maxStreams) ? new TooManyRequestsException("Too many open streams")
				: null;
	}

	/**
	 * Grant the other side credit for items of the answer.
	 */
	void credit(PendingCall call, int items) {
		StreamFrames frames = this.contract.format().streams();
		if (frames != null) {
			this.session.sender().answer(frames.credit(call.id(), items));
		}
	}

	/**
	 * End a call that its caller has cancelled.
	 */
	void cancel(PendingCall call) {
		PendingRequests pending = this.pending;
		if (pending != null && pending.remove(call.id()) != null) {
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
		if (pendingRequests().fail(call, error, result)) {
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
	public void left(PendingCall call) {
		StreamFrames frames = this.contract.format().streams();
		if (frames != null && this.session.granted().streams() && !this.session.gate().isClosed()) {
			this.session.sender().answer(frames.cancel(call.id()));
		}
	}

	/**
	 * Return a waiting call.
	 * @param id its id
	 * @return the call, or {@code null} if there is none
	 */
	@Nullable PendingCall find(String id) {
		PendingRequests pending = this.pending;
		return (pending != null) ? pending.find(id) : null;
	}

	/**
	 * Pass an answer to its caller.
	 * @param frame a frame of type RES
	 */
	public void answered(Frame frame) {
		PendingRequests pending = this.pending;
		PendingCall entry = (pending != null) ? pending.remove(frame.id()) : null;
		if (entry == null) {
			this.session.log()
				.dropped(this.session.granted().streams() ? DropReason.LATE : DropReason.UNKNOWN_ID, frame.path());
			return;
		}
		Result answer;
		try {
			answer = entry.readResult(this.contract.format(), frame.payload());
		}
		catch (RuntimeException ex) {
			entry.fail(new ServerErrorException(null, ex), Outcome.ERROR);
			return;
		}
		if (answer instanceof Result.Failure failure) {
			entry.fail(entry.method().toException(failure), entry.method().resultOf(failure));
		}
		else if (answer instanceof Result.Success success) {
			entry.succeed(success.value());
		}
	}

	/**
	 * Return the number of calls that wait for their answer, those with a stream
	 * included.
	 * @return the current number
	 */
	public int pending() {
		PendingRequests pending = this.pending;
		return (pending != null) ? pending.size() : 0;
	}

	/**
	 * Return the number of waiting calls with a stream.
	 * @return the current number
	 */
	public int streams() {
		PendingRequests pending = this.pending;
		return (pending != null) ? pending.streams() : 0;
	}

	/**
	 * Fail all waiting calls.
	 */
	public void close() {
		PendingRequests pending = this.pending;
		if (pending != null) {
			pending.close();
		}
	}

}
