package io.grest.ws.test;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import io.grest.ws.error.SocketException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * Stream that the test sends item by item: the input of its call, or the answer to a call
 * of the other side. An item is sent when the other side has room for it.
 *
 * <pre class="code">
 * SocketFeed&lt;Chunk&gt; chunks = files.feed();
 * SocketCall&lt;Receipt&gt; upload = files.call(server -&gt; server.upload(chunks.flux()));
 * chunks.send(first, second).complete();
 * upload.returns(new Receipt(2));
 * </pre>
 *
 * @param <T> the type of the items
 * @since 0.1.0
 */
public final class SocketFeed<T> {

	private final Conversation conversation;

	private final Flux<T> flux = Flux.from((subscriber) -> subscribe(Operators.toCoreSubscriber(subscriber)));

	// All below is guarded by the monitor of this.
	private @Nullable CoreSubscriber<? super T> subscriber;

	private long requested;

	private long sent;

	private boolean cancelled;

	SocketFeed(Conversation conversation) {
		this.conversation = conversation;
	}

	/**
	 * Return the stream, to be passed to one call or used as one answer.
	 * @return the stream, to be subscribed to once
	 */
	public Flux<T> flux() {
		return this.flux;
	}

	private void subscribe(CoreSubscriber<? super T> subscriber) {
		boolean second;
		synchronized (this) {
			second = this.subscriber != null;
		}
		if (second) {
			Operators.error(subscriber,
					new IllegalStateException("A feed is for one call: create one for each call with feed()"));
			return;
		}
		subscriber.onSubscribe(new Demand());
		synchronized (this) {
			this.subscriber = subscriber;
			notifyAll();
		}
	}

	/**
	 * Send items, each as soon as the other side has room for it.
	 * @param items the items
	 * @return this
	 */
	@SafeVarargs
	public final SocketFeed<T> send(T... items) {
		for (T item : items) {
			CoreSubscriber<? super T> subscriber = subscriber("to send " + item);
			boolean room = await(() -> this.requested > this.sent || this.cancelled);
			synchronized (this) {
				if (this.cancelled || !room) {
					throw failure("to send " + item, this.cancelled ? "the other side has cancelled the stream"
							: "no credit within " + timeout() + " after " + this.sent + " items");
				}
				this.sent++;
			}
			subscriber.onNext(item);
		}
		return this;
	}

	/**
	 * Complete the stream, after the items sent so far.
	 */
	public void complete() {
		subscriber("to complete").onComplete();
	}

	/**
	 * Fail the stream, after the items sent so far.
	 * @param error the error, which the method should declare: the other side receives
	 * SERVER_ERROR otherwise
	 */
	public void fail(SocketException error) {
		subscriber("to fail").onError(error);
	}

	/**
	 * Assert that the other side has no room for a further item, in response to what was
	 * sent so far.
	 * @return this
	 */
	public SocketFeed<T> noRoom() {
		subscriber("no room");
		this.conversation.settle();
		synchronized (this) {
			if (this.requested > this.sent) {
				throw failure("no room", "room for " + ((this.requested == Long.MAX_VALUE) ? "any number of"
						: (this.requested - this.sent) + " further") + " items");
			}
		}
		return this;
	}

	/**
	 * Assert that the other side wants no further items: it has cancelled the stream, or
	 * the call has ended.
	 */
	public void cancels() {
		subscriber("to be cancelled");
		if (!await(() -> this.cancelled)) {
			throw failure("to be cancelled", "not within " + timeout());
		}
	}

	// Whoever sends needs the subscriber of the call.
	private CoreSubscriber<? super T> subscriber(String wanted) {
		await(() -> this.subscriber != null);
		synchronized (this) {
			if (this.subscriber == null) {
				throw failure(wanted, "no call takes the stream within " + timeout()
						+ ": pass flux() to a call, or answer one with it");
			}
			return this.subscriber;
		}
	}

	private synchronized boolean await(BooleanSupplier condition) {
		return Waits.until(this, condition, timeout());
	}

	private Duration timeout() {
		return this.conversation.timeout();
	}

	private AssertionError failure(String expected, String actual) {
		return this.conversation.failure("A stream that the test feeds", expected, actual, null);
	}

	private final class Demand implements Subscription {

		@Override
		public void request(long items) {
			synchronized (SocketFeed.this) {
				SocketFeed.this.requested = Operators.addCap(SocketFeed.this.requested, items);
				SocketFeed.this.notifyAll();
			}
		}

		@Override
		public void cancel() {
			synchronized (SocketFeed.this) {
				SocketFeed.this.cancelled = true;
				SocketFeed.this.notifyAll();
			}
		}

	}

}
