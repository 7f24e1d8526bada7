package io.grest.ws.test;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * Subscription of one end of an in-memory pair: delivers the messages of the other end,
 * requested exactly as this end requests them, and the pongs to its own pings.
 */
final class Inbox implements CoreSubscriber<WebSocketMessage>, Subscription {

	private final CoreSubscriber<? super WebSocketMessage> receiver;

	private final Queue<WebSocketMessage> waiting = new ConcurrentLinkedQueue<>();

	private final AtomicLong demand = new AtomicLong();

	private final AtomicInteger work = new AtomicInteger();

	private volatile boolean done;

	private volatile @Nullable Throwable error;

	private @Nullable Subscription upstream;

	Inbox(CoreSubscriber<? super WebSocketMessage> receiver) {
		this.receiver = receiver;
	}

	void add(WebSocketMessage message) {
		this.waiting.add(message);
		drain();
	}

	@Override
	public Context currentContext() {
		return this.receiver.currentContext();
	}

	@Override
	public void onSubscribe(Subscription upstream) {
		this.upstream = upstream;
		this.receiver.onSubscribe(this);
	}

	@Override
	public void onNext(WebSocketMessage message) {
		add(message);
	}

	@Override
	public void onError(Throwable ex) {
		this.error = ex;
		this.done = true;
		drain();
	}

	@Override
	public void onComplete() {
		this.done = true;
		drain();
	}

	@Override
	public void request(long n) {
		long known = this.waiting.size();
		this.demand.accumulateAndGet(n, Operators::addCap);
		drain();
		if (n > known && this.upstream != null) {
			this.upstream.request((n == Long.MAX_VALUE) ? n : n - known);
		}
	}

	@Override
	public void cancel() {
		if (this.upstream != null) {
			this.upstream.cancel();
		}
	}

	private void drain() {
		if (this.work.getAndIncrement() == 0) {
			ThreadUser.hide(this::deliver);
		}
	}

	private void deliver() {
		int missed = 1;
		do {
			while (this.demand.get() > 0 && !this.waiting.isEmpty()) {
				if (this.demand.get() != Long.MAX_VALUE) {
					this.demand.decrementAndGet();
				}
				this.receiver.onNext(this.waiting.remove());
			}
			end();
			missed = this.work.addAndGet(-missed);
		}
		while (missed != 0);
	}

	private void end() {
		if (!this.done || !this.waiting.isEmpty()) {
			return;
		}
		this.done = false;
		if (this.error != null) {
			this.receiver.onError(this.error);
		}
		else {
			this.receiver.onComplete();
		}
	}

}
