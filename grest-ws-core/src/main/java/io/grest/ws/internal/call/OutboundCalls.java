package io.grest.ws.internal.call;

import java.time.Duration;

import io.grest.ws.error.ConnectionClosedException;
import io.grest.ws.error.DeadlineExceededException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.StreamsRequiredException;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.observation.Observed;
import io.grest.ws.observation.SocketMetrics.Outcome;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Calls to the peer, to the methods of one contract.
 *
 * @since 0.1.0
 */
public final class OutboundCalls implements ReturnAdapter.Caller<OutboundMethod> {

	private final CallSession session;

	private final PendingCalls pending;

	private final int maxStreams;

	private final RequestSender requests;

	private final @Nullable CallSurroundings surroundings;

	/**
	 * Create the calls of a connection.
	 * @param session the session
	 * @param contract the methods of the other side
	 * @param pending the calls that wait for their answer
	 * @param maxStreams the limit of unfinished calls with a stream
	 */
	public OutboundCalls(CallSession session, ContractCalls contract, PendingCalls pending, int maxStreams) {
		this.session = session;
		this.pending = pending;
		this.maxStreams = maxStreams;
		this.requests = new RequestSender(session, contract);
		this.surroundings = session.surroundings();
	}

	/**
	 * Return the session as these calls see it.
	 * @return the session
	 */
	public CallSession session() {
		return this.session;
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
		catch (Throwable ex) {
			observed.ended(this.session.gate().mayCall() ? Outcome.ERROR : Outcome.CLOSED, ex);
			throw ex;
		}
	}

	private boolean send(OutboundMethod method, @Nullable Object payload, String id) {
		if (!this.session.gate().mayCall()) {
			method.metrics().refused(Outcome.CLOSED);
			throw method.failed(new ConnectionClosedException(false));
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
				sink.onDispose(() -> this.pending.cancel(call));
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
	 * Return the calls that wait for their answer.
	 */
	PendingCalls pending() {
		return this.pending;
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
		long remaining = remaining(call);
		SocketException refusal = refusal(call.method(), remaining);
		if (refusal != null) {
			call.refuse(refusal, (refusal instanceof ConnectionClosedException) ? Outcome.CLOSED : refusal.type());
			return false;
		}
		PendingRequests pending = this.pending.requests();
		if (!pending.await(call, remaining)) {
			return false;
		}
		try {
			SocketException unsent = this.requests.send(call, payload, remaining, credit);
			if (unsent != null) {
				pending.fail(call, unsent, unsent.type());
			}
		}
		catch (Throwable ex) {
			pending.fail(call, ex, Outcome.ERROR);
		}
		this.session.listener().callSent();
		if (this.session.gate().isClosed()) {
			// The others are failed once it is known which of them were not sent.
			pending.close(call);
		}
		return true;
	}

	/**
	 * Return the time that a call without a stream may take.
	 * @param caller the Reactor context of the caller
	 * @return the request timeout, or the time until the deadline that the call inherits
	 */
	public Duration timeLimit(ContextView caller) {
		Duration timeout = this.pending.requests().timeout();
		long remaining = Deadlines.remaining(caller);
		return (remaining != Deadlines.NONE && remaining < timeout.toMillis()) ? Duration.ofMillis(remaining) : timeout;
	}

	// A deadline does not extend the request timeout, which a stream does not have.
	private long remaining(PendingCall call) {
		long remaining = Deadlines.remaining(call.context());
		boolean isLong = !call.method().isStreaming() && remaining > this.pending.requests().timeout().toMillis();
		return isLong ? Deadlines.NONE : remaining;
	}

	private @Nullable SocketException refusal(OutboundMethod method, long remaining) {
		if (!this.session.gate().mayCall()) {
			return new ConnectionClosedException(false);
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
		return (this.pending.requests().streams() >= this.maxStreams)
				? new TooManyRequestsException("Too many open streams") : null;
	}

}
