package io.grest.ws.internal.call;

import io.grest.ws.error.ConnectionClosedException;
import io.grest.ws.error.PayloadTooLargeException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.internal.wire.Result;
import io.grest.ws.observation.DropReason;
import io.grest.ws.observation.Observed;
import io.grest.ws.observation.SocketMetrics.Outcome;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Calls to the peer, with their answers.
 *
 * @since 0.1.0
 */
public final class OutboundCalls implements ReturnAdapter.Caller<OutboundMethod> {

	private final CallSession session;

	private final ContractCalls contract;

	private final @Nullable CallSurroundings surroundings;

	// Null until the first request: many connections only answer.
	private volatile @Nullable PendingRequests pending;

	/**
	 * Create the calls of a connection.
	 * @param session the session
	 * @param contract the methods of the other side
	 */
	public OutboundCalls(CallSession session, ContractCalls contract) {
		this.session = session;
		this.contract = contract;
		this.surroundings = session.surroundings();
	}

	private PendingRequests requests() {
		PendingRequests pending = this.pending;
		if (pending == null) {
			synchronized (this) {
				pending = this.pending;
				if (pending == null) {
					pending = this.contract.newPending(this.session.listener()::callEnded);
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
			boolean taken = send(method, payload, idWithTrace("", observed));
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

	private String idWithTrace(String id, @Nullable Observed observed) {
		return (this.surroundings != null) ? this.surroundings.withTrace(id, observed) : id;
	}

	/**
	 * Send a request on each subscription.
	 * @param method the method
	 * @param payload the payload, or {@code null} for none
	 * @return a {@code Mono} of the answer
	 */
	@Override
	public Mono<Object> request(OutboundMethod method, @Nullable Object payload) {
		return Mono.create((sink) -> request(method, payload, sink));
	}

	private void request(OutboundMethod method, @Nullable Object payload, MonoSink<Object> sink) {
		Observed observed = observe(method, true, sink.contextView());
		if (!this.session.gate().mayCall()) {
			PendingRequests.refuse(method, sink, observed, new ConnectionClosedException(), Outcome.CLOSED);
			return;
		}
		PendingRequests pending = requests();
		String id = pending.await(method, sink, observed);
		if (id == null) {
			return;
		}
		try {
			OutboundFrame frame = method.request(idWithTrace(id, observed), payload);
			if (!this.session.sender().takes(frame)) {
				pending.fail(id,
						new PayloadTooLargeException(this.session.sender().describeTooLarge(method.path(), frame)),
						OutboundMethod.TOO_LARGE);
			}
			else if (!this.session.sender().offer(frame)) {
				SocketException full = new TooManyRequestsException(
						"Outbound queue is full: the other side reads more slowly than this side calls");
				pending.fail(id, full, full.type());
			}
		}
		catch (RuntimeException ex) {
			pending.fail(id, ex, Outcome.ERROR);
		}
		this.session.listener().callSent();
		if (this.session.gate().isClosed()) {
			pending.close();
		}
	}

	/**
	 * Pass an answer to its caller.
	 * @param frame a frame of type RES
	 */
	public void answered(Frame frame) {
		PendingRequests pending = this.pending;
		PendingRequests.Entry entry = (pending != null) ? pending.remove(frame.id()) : null;
		if (entry == null) {
			this.session.log().dropped(DropReason.UNKNOWN_ID, frame.path());
			return;
		}
		Result answer;
		try {
			answer = entry.method().readResult(this.contract.format(), frame.payload());
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
	 * Return the number of calls that wait for their answer.
	 * @return the current number
	 */
	public int pending() {
		PendingRequests pending = this.pending;
		return (pending != null) ? pending.size() : 0;
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
