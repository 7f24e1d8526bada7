package io.grest.ws.internal.call;

import io.grest.ws.context.ContextKey;
import io.grest.ws.context.ContextScope;
import io.grest.ws.context.Deadline;
import io.grest.ws.error.DeadlineExceededException;
import io.grest.ws.error.SocketException;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.observation.Observed;
import io.grest.ws.observation.SocketMetrics.Outcome;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;

/**
 * One call of the peer: the scope of its handler and, if the handler answers later, the
 * subscriber of its answer.
 */
class InboundCall extends CallState implements CoreSubscriber<Object>, ContextScope {

	private final CallRunner runner;

	private final InboundMethod method;

	private final @Nullable String id;

	private final @Nullable Observed observed;

	private final long begun;

	// As Deadlines has it, 0 for none. Set before the handler runs.
	private int deadline;

	private volatile @Nullable Subscription subscription;

	/**
	 * Create a call.
	 * @param runner runs the calls of the connection
	 * @param method the method to call
	 * @param id the id to answer with, or {@code null} for a message
	 * @param observed the observation of the call, or {@code null} for none
	 */
	InboundCall(CallRunner runner, InboundMethod method, @Nullable String id, @Nullable Observed observed) {
		this.runner = runner;
		this.method = method;
		this.id = id;
		this.observed = observed;
		this.begun = method.metrics().begun();
	}

	CallRunner runner() {
		return this.runner;
	}

	InboundMethod method() {
		return this.method;
	}

	@Nullable String id() {
		return this.id;
	}

	Caller caller() {
		return this.runner.caller();
	}

	@Nullable Observed observed() {
		return this.observed;
	}

	/**
	 * Return when the call began, for metrics.
	 */
	long begun() {
		return this.begun;
	}

	/**
	 * Set the time in which the caller wants its answer.
	 * @param millis the milliseconds from now on
	 */
	void useDeadline(long millis) {
		this.deadline = Deadlines.in(millis);
	}

	boolean hasDeadline() {
		return this.deadline != 0;
	}

	/**
	 * Return the error of a call whose deadline is over, or {@code null}.
	 */
	@Nullable SocketException overdue() {
		return Deadlines.isOver(this.deadline) ? new DeadlineExceededException() : null;
	}

	// The end

	/**
	 * Record the success of the call.
	 */
	void succeeded() {
		this.method.metrics().succeeded(this.begun);
		if (this.observed != null) {
			this.observed.ended(Outcome.OK, null);
		}
	}

	/**
	 * Record another end of the call.
	 * @param result the result for metrics
	 * @param error the error sent to the peer, or {@code null} for none
	 */
	void failed(String result, @Nullable SocketException error) {
		this.method.metrics().failed(result, this.begun);
		if (this.observed != null) {
			this.observed.ended(result, error);
		}
	}

	/**
	 * Send the answer.
	 */
	void send(OutboundFrame answer) {
		this.runner.send(answer);
	}

	@Override
	public <T> @Nullable T value(ContextKey<T> key) {
		if ((Object) key == Deadline.KEY) {
			@SuppressWarnings("unchecked")
			T deadline = (T) Deadlines.of(this.deadline);
			return deadline;
		}
		return this.runner.value(key, this.method);
	}

	@Override
	public Context currentContext() {
		Context context = this.runner.context(this);
		return (this.observed != null) ? this.observed.in(context) : context;
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.subscription = subscription;
		if (isCancelled()) {
			subscription.cancel();
		}
		else {
			subscription.request(Long.MAX_VALUE);
		}
	}

	@Override
	public void onNext(Object value) {
		ended(value, null);
	}

	@Override
	public void onError(Throwable ex) {
		ended(null, ex);
	}

	@Override
	public void onComplete() {
		ended(null, null);
	}

	/**
	 * Answer with what the handler has ended with, unless the call has ended before.
	 */
	void ended(@Nullable Object value, @Nullable Throwable ex) {
		// The error of an interrupted handler is none.
		if (isCancelled() || !end()) {
			return;
		}
		try {
			if (ex != null) {
				this.runner.answers().failed(this, ex);
			}
			else {
				this.runner.answers().succeeded(this, value);
			}
		}
		finally {
			answered();
		}
	}

	/**
	 * Return whether the call is unfinished from the start, as frames of a stream may
	 * follow it.
	 */
	boolean hasStream() {
		return false;
	}

	/**
	 * Return the input of the handler.
	 * @param payload the payload, or {@code null} for none
	 */
	@Nullable Object input(@Nullable Object payload) {
		return payload;
	}

	/**
	 * Answer an unfinished call with what the handler has returned, once it is there.
	 * @param result a value, a publisher or a stage, or {@code null} for none
	 */
	void answer(@Nullable Object result) {
		if (result != null && InboundMethod.isLater(result)) {
			// Reactor turns an exception of the publisher into a signal, which ends the
			// call.
			InboundMethod.later(result).subscribe(this);
		}
		else {
			ended(result, null);
		}
	}

	/**
	 * Handle that the answer was sent.
	 */
	void answered() {
		release();
	}

	@Override
	final void freed() {
		this.runner.finished(this);
	}

	/**
	 * Answer with an error in place of what the handler would, and cancel it. Does
	 * nothing if the call has ended.
	 * @param told the error
	 */
	void cancel(SocketException told) {
		cancel(() -> this.runner.answers().ended(this, told));
	}

	void cancel(Runnable answer) {
		if (!endCancelled()) {
			return;
		}
		try {
			answer.run();
		}
		finally {
			try {
				cancelHandler();
			}
			finally {
				answered();
			}
		}
	}

	/**
	 * Cancel a handler whose answer can no longer be sent.
	 */
	void cancel() {
		markCancelled();
		try {
			cancelHandler();
		}
		finally {
			try {
				if (end()) {
					failed(Outcome.CANCELLED, null);
				}
			}
			finally {
				release();
			}
		}
	}

	/**
	 * Cancel the publisher of the answer.
	 */
	void cancelHandler() {
		Subscription subscription = this.subscription;
		if (subscription != null) {
			subscription.cancel();
		}
	}

}
