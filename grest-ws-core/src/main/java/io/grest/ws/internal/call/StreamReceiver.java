package io.grest.ws.internal.call;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Operators;

/**
 * Items of one stream on the side that receives them. Credit follows the demand of the
 * subscriber, up to a window, so that no item has to wait here. Items are passed on by
 * the thread that reads; other signals may come from any thread.
 */
final class StreamReceiver {

	private final Source source;

	private final int window;

	// Null without a limit for all streams together.
	private final @Nullable CreditBudget budget;

	private boolean subscribed;

	// Null before the subscription, and once the stream has ended.
	private @Nullable FluxSink<Object> sink;

	// Requested by the subscriber, and not received.
	private long demand;

	// Granted to the other side, and not received.
	private int credit;

	private boolean ended;

	private @Nullable Throwable error;

	/**
	 * Create the receiver of a stream.
	 * @param source what sends the credit
	 * @param window the limit of credit that is not used up
	 * @param budget the limit for all streams together, or {@code null} for none
	 */
	StreamReceiver(Source source, int window, @Nullable CreditBudget budget) {
		this.source = source;
		this.window = window;
		this.budget = budget;
	}

	/**
	 * Return the items, to be subscribed to once.
	 */
	Flux<Object> flux() {
		return Flux.create(this::subscribed, FluxSink.OverflowStrategy.IGNORE);
	}

	/**
	 * Pass the items to a subscriber.
	 */
	void subscribed(FluxSink<Object> sink) {
		boolean late;
		synchronized (this) {
			if (this.subscribed) {
				sink.error(new IllegalStateException(
						"The stream of a call can be subscribed to once: use share() or cache() for several"));
				return;
			}
			this.subscribed = true;
			late = this.ended;
			this.sink = late ? null : sink;
		}
		if (late) {
			end(sink);
			return;
		}
		sink.onCancel(this::cancelled);
		sink.onRequest(this::requested);
	}

	private void requested(long count) {
		int granted;
		synchronized (this) {
			this.demand = Operators.addCap(this.demand, count);
			granted = take();
		}
		grant(granted);
	}

	/**
	 * Grant what could not be granted before.
	 */
	void grantMore() {
		int granted;
		synchronized (this) {
			granted = take();
		}
		grant(granted);
	}

	private void grant(int items) {
		if (items > 0) {
			this.source.grant(items);
		}
	}

	// What the subscriber wants at once is granted at once. A demand beyond the window is
	// granted by three quarters of it.
	private int take() {
		int wanted = (int) Math.min(this.demand, this.window) - this.credit;
		if (this.ended || wanted <= 0 || (this.demand > this.window && this.credit > this.window / 4)) {
			return 0;
		}
		int granted = (this.budget != null) ? this.budget.take(wanted, this) : wanted;
		this.credit += granted;
		return granted;
	}

	/**
	 * Use the credit for an item that has arrived, whatever becomes of it.
	 * @return {@code false} if there is none
	 */
	boolean useCredit() {
		synchronized (this) {
			if (this.credit == 0) {
				return false;
			}
			this.credit--;
			if (this.demand != Long.MAX_VALUE) {
				this.demand--;
			}
		}
		release(1);
		return true;
	}

	/**
	 * Pass an item on, whose credit was used.
	 */
	void next(Object item) {
		FluxSink<Object> sink;
		int granted;
		synchronized (this) {
			sink = this.ended ? null : this.sink;
			granted = take();
		}
		if (sink != null) {
			sink.next(item);
			grant(granted);
		}
	}

	/**
	 * Return whether no items are awaited any more.
	 */
	synchronized boolean hasEnded() {
		return this.ended;
	}

	/**
	 * End the stream, once.
	 * @param error the error, or {@code null} for none
	 */
	void end(@Nullable Throwable error) {
		FluxSink<Object> sink;
		int unused;
		synchronized (this) {
			if (this.ended) {
				return;
			}
			this.error = error;
			sink = this.sink;
			unused = over();
		}
		release(unused);
		if (sink != null) {
			end(sink);
		}
	}

	private void end(FluxSink<Object> sink) {
		Throwable error = this.error;
		if (error != null) {
			sink.error(error);
		}
		else {
			sink.complete();
		}
	}

	// Return the credit that is not used up.
	private int over() {
		if (this.budget != null) {
			this.budget.forget(this);
		}
		int unused = this.credit;
		this.ended = true;
		this.credit = 0;
		this.sink = null;
		return unused;
	}

	private void release(int items) {
		if (this.budget != null) {
			this.budget.release(items);
		}
	}

	private void cancelled() {
		int unused;
		synchronized (this) {
			if (this.ended) {
				return;
			}
			unused = over();
		}
		release(unused);
		this.source.cancelled();
	}

	/**
	 * Contract for what sends the items.
	 */
	interface Source {

		/**
		 * Grant credit. Called by any thread, in turn.
		 * @param items the number of further items
		 */
		void grant(int items);

		/**
		 * Handle that the subscriber wants no more items.
		 */
		void cancelled();

	}

}
