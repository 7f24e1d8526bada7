package io.grest.ws.internal.call;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import io.grest.ws.context.ContextKey;
import io.grest.ws.context.ContextScope;
import io.grest.ws.error.SocketException;
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
final class InboundCall implements CoreSubscriber<Object>, ContextScope {

	private static final AtomicIntegerFieldUpdater<InboundCall> ENDED = AtomicIntegerFieldUpdater
		.newUpdater(InboundCall.class, "ended");

	private final InboundCalls calls;

	private final InboundMethod method;

	private final @Nullable String id;

	private final @Nullable Observed observed;

	private final long begun;

	private volatile @Nullable Subscription subscription;

	private volatile boolean cancelled;

	// 1 once a handler that answers later has ended or was cancelled. Only the first
	// counts.
	private volatile int ended;

	/**
	 * Create a call.
	 * @param calls the calls of the connection
	 * @param method the method to call
	 * @param id the id to answer with, or {@code null} for a message
	 * @param observed the observation of the call, or {@code null} for none
	 */
	InboundCall(InboundCalls calls, InboundMethod method, @Nullable String id, @Nullable Observed observed) {
		this.calls = calls;
		this.method = method;
		this.id = id;
		this.observed = observed;
		this.begun = method.metrics().begun();
	}

	InboundMethod method() {
		return this.method;
	}

	@Nullable String id() {
		return this.id;
	}

	Caller caller() {
		return this.calls.caller();
	}

	@Nullable Observed observed() {
		return this.observed;
	}

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

	@Override
	public <T> @Nullable T value(ContextKey<T> key) {
		return this.calls.value(key, this.method);
	}

	@Override
	public Context currentContext() {
		Context context = this.calls.context(this);
		return (this.observed != null) ? this.observed.in(context) : context;
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.subscription = subscription;
		if (this.cancelled) {
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

	private void ended(@Nullable Object value, @Nullable Throwable ex) {
		// The error of an interrupted handler is none.
		if (this.cancelled || !end()) {
			return;
		}
		try {
			if (ex != null) {
				this.calls.answers().failed(this, ex);
			}
			else {
				this.calls.answers().succeeded(this, value);
			}
		}
		finally {
			this.calls.finished(this);
		}
	}

	/**
	 * Return whether a call whose handler answers later has ended or was cancelled.
	 */
	boolean hasEnded() {
		return this.ended != 0;
	}

	boolean end() {
		return ENDED.compareAndSet(this, 0, 1);
	}

	/**
	 * Cancel a handler whose answer can no longer be sent.
	 */
	void cancel() {
		this.cancelled = true;
		try {
			Subscription subscription = this.subscription;
			if (subscription != null) {
				subscription.cancel();
			}
		}
		finally {
			if (end()) {
				this.calls.cancelled(this);
			}
		}
	}

}
