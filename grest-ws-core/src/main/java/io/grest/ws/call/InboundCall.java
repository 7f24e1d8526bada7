package io.grest.ws.call;

import io.grest.ws.context.ContextKey;
import io.grest.ws.context.ContextScope;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;

/**
 * One call of the peer: the scope that its handler runs in and, where the handler answers
 * later, the subscriber of its answer.
 */
final class InboundCall implements CoreSubscriber<Object>, ContextScope {

	private final InboundCalls calls;

	private final InboundMethod method;

	private final @Nullable String id;

	private volatile @Nullable Subscription subscription;

	private volatile boolean cancelled;

	private boolean ended;

	/**
	 * Create a call.
	 * @param calls runs it
	 * @param method what is called
	 * @param id what to answer under, or {@code null} if nobody waits for an answer
	 */
	InboundCall(InboundCalls calls, InboundMethod method, @Nullable String id) {
		this.calls = calls;
		this.method = method;
		this.id = id;
	}

	InboundMethod method() {
		return this.method;
	}

	@Nullable String id() {
		return this.id;
	}

	@Override
	public <T> @Nullable T value(ContextKey<T> key) {
		return this.calls.value(key, this.method);
	}

	@Override
	public Context currentContext() {
		return this.calls.context().put(ContextScope.class, this);
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
		if (!this.ended) {
			this.ended = true;
			this.calls.succeeded(this, value);
			this.calls.finished(this);
		}
	}

	@Override
	public void onError(Throwable ex) {
		if (!this.ended) {
			this.ended = true;
			this.calls.failed(this, ex);
			this.calls.finished(this);
		}
	}

	@Override
	public void onComplete() {
		if (!this.ended) {
			this.ended = true;
			this.calls.succeeded(this, null);
			this.calls.finished(this);
		}
	}

	/**
	 * Stop a handler whose answer nobody can receive any more.
	 */
	void cancel() {
		this.cancelled = true;
		Subscription subscription = this.subscription;
		if (subscription != null) {
			subscription.cancel();
		}
	}

}
