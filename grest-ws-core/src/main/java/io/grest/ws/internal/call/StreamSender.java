package io.grest.ws.internal.call;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.grest.ws.internal.wire.FrameSource;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.internal.wire.StreamFrames;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

/**
 * Items of one stream on the side that sends them. No more are requested than the other
 * side has given credit for, and at most 16 wait for the transport, of large ones fewer:
 * they are written as the publisher emits them, and taken in turns. The last frame
 * follows the last item.
 */
final class StreamSender implements CoreSubscriber<Object>, FrameSource {

	private static final AtomicIntegerFieldUpdater<StreamSender> ASKED = AtomicIntegerFieldUpdater
		.newUpdater(StreamSender.class, "asked");

	private static final AtomicIntegerFieldUpdater<StreamSender> QUEUED = AtomicIntegerFieldUpdater
		.newUpdater(StreamSender.class, "queued");

	private static final AtomicReferenceFieldUpdater<StreamSender, OutboundFrame> LAST = AtomicReferenceFieldUpdater
		.newUpdater(StreamSender.class, OutboundFrame.class, "last");

	private static final AtomicReferenceFieldUpdater<StreamSender, Subscription> SUBSCRIPTION = AtomicReferenceFieldUpdater
		.newUpdater(StreamSender.class, Subscription.class, "subscription");

	private static final int MOST_READY = 16;

	// A peer that does not read may have 64 streams, each with the id that it likes.
	private static final int MOST_BYTES = 16 * 1024;

	// In a row, of one thread.
	private static final int MOST_REQUESTS = 16;

	private final FrameSender frames;

	private final Owner owner;

	private final Queue<OutboundFrame> ready = Queues.<OutboundFrame>get(MOST_READY).get();

	private volatile @Nullable Subscription subscription;

	// Signals to the thread that requests.
	private volatile int asked;

	// 1 from the question for turns until a turn finds nothing.
	private volatile int queued;

	// Follows the ready items.
	private volatile @Nullable OutboundFrame last;

	// No item is passed any more.
	private volatile boolean dropped;

	// Guarded by this: credit that was not requested, and what was requested and has not
	// been passed on.
	private int credit;

	private int requested;

	// Bytes of the largest frame so far, at first of its id.
	private volatile int largest;

	// For the writing thread.
	private int passed;

	private boolean lastPassed;

	StreamSender(FrameSender frames, Owner owner, String id, int credit) {
		this.frames = frames;
		this.owner = owner;
		this.largest = id.length();
		this.credit = credit;
	}

	@Override
	public Context currentContext() {
		return this.owner.context();
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		if (Operators.setOnce(SUBSCRIPTION, this, subscription)) {
			request();
		}
	}

	/**
	 * Add credit.
	 * @param items the number of further items
	 */
	void credit(int items) {
		synchronized (this) {
			this.credit = (int) Math.min((long) this.credit + items, StreamFrames.UNBOUNDED);
		}
		request();
	}

	private void request() {
		if (ASKED.getAndIncrement(this) == 0) {
			requestAsked();
		}
	}

	// The publisher may emit, complete or ask for credit within its request. A thread
	// that
	// passes the items on asks for more meanwhile, without end, and this one may have to
	// read.
	private void requestAsked() {
		int missed = this.asked;
		for (int requests = 0; missed != 0; requests++) {
			if (requests == MOST_REQUESTS) {
				this.frames.executeLater(this::requestAsked);
				return;
			}
			Subscription subscription = this.subscription;
			int count = (subscription != null) ? takeCredit() : 0;
			if (subscription != null && count > 0) {
				subscription.request(count);
			}
			missed = ASKED.addAndGet(this, -missed);
		}
	}

	private synchronized int takeCredit() {
		int most = mostReady();
		int count = Math.min(this.credit, most - this.requested);
		// By three quarters, unless nothing was requested before.
		if (this.dropped || count <= 0 || (count < most - most / 4 && this.requested > 0)) {
			return 0;
		}
		if (this.credit != StreamFrames.UNBOUNDED) {
			this.credit -= count;
		}
		this.requested += count;
		return count;
	}

	private int mostReady() {
		return Math.max(1, Math.min(MOST_READY, MOST_BYTES / Math.max(1, this.largest)));
	}

	@Override
	public void onNext(Object item) {
		Objects.requireNonNull(item, "item");
		if (this.dropped || this.last != null) {
			return;
		}
		OutboundFrame frame;
		try {
			frame = this.owner.frame(item);
		}
		catch (Throwable ex) {
			fail(ex);
			return;
		}
		if (this.ready.offer(frame)) {
			this.largest = Math.max(this.largest, frame.length());
			askForTurns();
		}
		else {
			fail(new IllegalStateException("The publisher of a stream emits more items than were requested"));
		}
	}

	private void fail(Throwable ex) {
		Operators.terminate(SUBSCRIPTION, this);
		this.owner.ended(ex);
	}

	@Override
	public void onError(Throwable ex) {
		Objects.requireNonNull(ex, "ex");
		if (!this.dropped) {
			this.owner.ended(ex);
		}
	}

	@Override
	public void onComplete() {
		if (!this.dropped) {
			this.owner.ended(null);
		}
	}

	/**
	 * Send a last frame after the ready items.
	 */
	void end(OutboundFrame frame) {
		if (LAST.compareAndSet(this, null, frame)) {
			askForTurns();
		}
	}

	/**
	 * Send a last frame in place of the ready items.
	 */
	void endAtOnce(OutboundFrame frame) {
		this.dropped = true;
		end(frame);
	}

	/**
	 * Cancel the publisher, of which nothing is sent any more.
	 */
	void cancel() {
		this.dropped = true;
		Operators.terminate(SUBSCRIPTION, this);
	}

	private void askForTurns() {
		if (this.queued == 0 && QUEUED.compareAndSet(this, 0, 1)) {
			this.frames.ready(this);
		}
	}

	@Override
	public @Nullable OutboundFrame next() {
		OutboundFrame last = this.last;
		OutboundFrame item = this.dropped ? null : this.ready.poll();
		if (item != null) {
			this.passed++;
			return item;
		}
		// What is ready when the last frame is set was taken above.
		if (last == null || this.lastPassed) {
			return null;
		}
		this.lastPassed = true;
		return last;
	}

	@Override
	public boolean turnEnded() {
		if (this.passed > 0) {
			this.owner.passed(this.passed);
			synchronized (this) {
				this.requested -= this.passed;
			}
			this.passed = 0;
			request();
		}
		if (this.lastPassed) {
			this.owner.lastPassed();
			return false;
		}
		if (isReady()) {
			return true;
		}
		this.queued = 0;
		// An item may have become ready just before the line above.
		return isReady() && QUEUED.compareAndSet(this, 0, 1);
	}

	private boolean isReady() {
		return this.last != null || (!this.dropped && !this.ready.isEmpty());
	}

	/**
	 * Contract for the call of a stream.
	 */
	interface Owner {

		/**
		 * Return the Reactor context of the publisher.
		 */
		Context context();

		/**
		 * Write an item.
		 * @return the frame
		 * @throws RuntimeException if the item must not be sent
		 */
		OutboundFrame frame(Object item);

		/**
		 * Handle the end of the publisher.
		 * @param ex the error, or {@code null} for none
		 */
		void ended(@Nullable Throwable ex);

		/**
		 * Handle that items were passed on. Called by the writing thread.
		 * @param items the number of items
		 */
		void passed(int items);

		/**
		 * Handle that the last frame was passed on. Called by the writing thread.
		 */
		void lastPassed();

	}

}
