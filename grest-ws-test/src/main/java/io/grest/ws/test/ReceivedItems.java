package io.grest.ws.test;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.SignalType;

/**
 * Subscriber that keeps the items of a stream until the test takes them.
 *
 * @param <T> the type of the items
 */
final class ReceivedItems<T> extends BaseSubscriber<T> {

	// All below is guarded by this.
	private final Deque<T> items = new ArrayDeque<>();

	private long requested;

	private long taken;

	private boolean ended;

	private @Nullable Throwable error;

	/**
	 * Create a subscriber.
	 * @param requested the number of items to request at first
	 */
	ReceivedItems(long requested) {
		this.requested = requested;
	}

	@Override
	protected void hookOnSubscribe(Subscription subscription) {
		long first = requested();
		if (first > 0) {
			subscription.request(first);
		}
	}

	private synchronized long requested() {
		return this.requested;
	}

	/**
	 * Request further items.
	 */
	void requestMore(long items) {
		synchronized (this) {
			this.requested = Math.addExact(this.requested, items);
		}
		request(items);
	}

	@Override
	protected synchronized void hookOnNext(T item) {
		this.items.add(item);
		notifyAll();
	}

	@Override
	protected void hookOnError(Throwable ex) {
		synchronized (this) {
			this.error = ex;
		}
	}

	@Override
	protected synchronized void hookFinally(SignalType type) {
		this.ended = true;
		notifyAll();
	}

	/**
	 * Wait for an item or the end.
	 * @return the next item, or {@code null} if there is none in time, or no more
	 */
	synchronized @Nullable T peek(Duration timeout) {
		Waits.until(this, () -> !this.items.isEmpty() || this.ended, timeout);
		return this.items.peek();
	}

	/**
	 * Wait for an item or the end, and take the item.
	 * @return the next item, or {@code null} if there is none in time, or no more
	 */
	synchronized @Nullable T take(Duration timeout) {
		T item = peek(timeout);
		if (item != null) {
			this.items.remove();
			this.taken++;
		}
		return item;
	}

	/**
	 * Return the number of the next item, from 1.
	 */
	synchronized long number() {
		return this.taken + 1;
	}

	synchronized boolean hasEnded() {
		return this.ended;
	}

	synchronized @Nullable Throwable error() {
		return this.error;
	}

	/**
	 * Return whether the test has not requested another item.
	 */
	synchronized boolean isSatisfied() {
		return this.taken + this.items.size() >= this.requested;
	}

}
