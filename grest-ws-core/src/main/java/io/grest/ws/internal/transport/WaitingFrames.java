package io.grest.ws.internal.transport;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.grest.ws.internal.wire.OutboundFrame;
import org.jspecify.annotations.Nullable;
import reactor.util.concurrent.Queues;

/**
 * Frames that wait on one connection, bounded in number and in bytes. Any thread adds
 * frames, the writing thread takes them.
 */
final class WaitingFrames {

	private static final AtomicLongFieldUpdater<WaitingFrames> LEFT = AtomicLongFieldUpdater
		.newUpdater(WaitingFrames.class, "left");

	private final Queue<OutboundFrame> frames = Queues.<OutboundFrame>unboundedMultiproducer().get();

	private final Load load;

	// Frames that wait no more. Written by the writing thread, read by any.
	private volatile long left;

	// Frames taken from the queue to find the oldest message. For the writing thread.
	private @Nullable Deque<OutboundFrame> backlog;

	WaitingFrames(int maxFrames, long maxBytes) {
		this.load = new Load(maxFrames, maxBytes);
	}

	/**
	 * Add a frame if there is room for it.
	 */
	boolean tryAdd(OutboundFrame frame) {
		if (!this.load.tryAdd(frame)) {
			return false;
		}
		this.frames.add(frame);
		return true;
	}

	/**
	 * Add a frame, whether there is room or not.
	 */
	void add(OutboundFrame frame) {
		this.load.add(frame);
		this.frames.add(frame);
	}

	/**
	 * Take the frame that has waited longest.
	 * @return the frame, or {@code null} if none waits
	 */
	@Nullable OutboundFrame take() {
		OutboundFrame frame = poll();
		if (frame != null) {
			leave(frame);
		}
		return frame;
	}

	private void leave(OutboundFrame frame) {
		LEFT.lazySet(this, this.left + 1);
		this.load.remove(frame);
	}

	private @Nullable OutboundFrame poll() {
		if (this.backlog != null) {
			OutboundFrame frame = this.backlog.poll();
			if (frame != null) {
				return frame;
			}
			this.backlog = null;
		}
		return this.frames.poll();
	}

	/**
	 * Make room by dropping messages, the oldest first. Answers and calls stay.
	 */
	void dropOldest() {
		if (!this.load.isOver()) {
			return;
		}
		Deque<OutboundFrame> waiting = all();
		for (Iterator<OutboundFrame> oldest = waiting.iterator(); oldest.hasNext() && this.load.isOver();) {
			OutboundFrame frame = oldest.next();
			if (frame.type().isDroppable()) {
				oldest.remove();
				leave(frame);
			}
		}
		this.backlog = waiting;
	}

	private Deque<OutboundFrame> all() {
		Deque<OutboundFrame> waiting = (this.backlog != null) ? this.backlog : new ArrayDeque<>();
		for (OutboundFrame frame = this.frames.poll(); frame != null; frame = this.frames.poll()) {
			waiting.add(frame);
		}
		return waiting;
	}

	/**
	 * Remove frames. For the writing thread.
	 * @param unwanted returns whether to remove a frame
	 * @param removed a consumer of the removed frames
	 */
	synchronized void remove(Predicate<OutboundFrame> unwanted, Consumer<OutboundFrame> removed) {
		Deque<OutboundFrame> waiting = all();
		waiting.removeIf((frame) -> {
			boolean leaves = unwanted.test(frame);
			if (leaves) {
				// Not one that has left in its turn: it may have waited behind others.
				this.load.remove(frame);
				removed.accept(frame);
			}
			return leaves;
		});
		this.backlog = waiting;
	}

	/**
	 * Remove all frames, as none is sent any more. For the writing thread, while another
	 * may remove frames as well.
	 * @param removed a consumer of the frames
	 */
	void clear(Consumer<OutboundFrame> removed) {
		// Not within the lock: who is told may tell a user.
		for (OutboundFrame frame = takeAlone(); frame != null; frame = takeAlone()) {
			removed.accept(frame);
		}
	}

	private synchronized @Nullable OutboundFrame takeAlone() {
		return take();
	}

	/**
	 * Return whether no frame waits. For the writing thread.
	 */
	boolean isEmpty() {
		return this.frames.isEmpty() && (this.backlog == null || this.backlog.isEmpty());
	}

	/**
	 * Return the number of frames that will have {@linkplain #left() left} once those
	 * that wait now have: or more, as long as any waits. For any thread.
	 */
	long end() {
		// In this order, so that a frame that leaves meanwhile is counted twice, not
		// never.
		return this.load.frames() + this.left;
	}

	/**
	 * Return the number of frames that have left. For the writing thread.
	 */
	long left() {
		return this.left;
	}

	Load load() {
		return this.load;
	}

	/**
	 * Number of waiting frames and bytes in one value, so that both change together.
	 */
	static final class Load extends AtomicLong {

		// One frame; the bits below count bytes, up to 2^40.
		private static final int FRAME_SHIFT = 40;

		private static final long BYTES = (1L << FRAME_SHIFT) - 1;

		private final long maxFrames;

		private final long maxBytes;

		Load(long maxFrames, long maxBytes) {
			this.maxFrames = maxFrames;
			this.maxBytes = maxBytes;
		}

		void add(OutboundFrame frame) {
			addAndGet(weight(frame));
		}

		void remove(OutboundFrame frame) {
			addAndGet(-weight(frame));
		}

		// An empty queue has room for a frame of any size, because only the peer knows
		// whether it is too large. A refused frame is never counted, not even for a
		// moment: reading might pause in that moment, and nothing would end the pause.
		boolean tryAdd(OutboundFrame frame) {
			long before;
			long after;
			do {
				before = get();
				after = before + weight(frame);
				if (isOver(after, 1)) {
					return false;
				}
			}
			while (!compareAndSet(before, after));
			return true;
		}

		private static long weight(OutboundFrame frame) {
			return (1L << FRAME_SHIFT) + frame.length();
		}

		private boolean isOver(long load, int times) {
			long frames = load >>> FRAME_SHIFT;
			return frames > times * this.maxFrames || ((load & BYTES) > times * this.maxBytes && frames > 1);
		}

		boolean isOver() {
			return isOver(get(), 1);
		}

		boolean isFarOver() {
			return isOver(get(), 2);
		}

		boolean isFull() {
			return frames() >= this.maxFrames || bytes() >= this.maxBytes;
		}

		boolean isZero() {
			return get() == 0;
		}

		long frames() {
			return get() >>> FRAME_SHIFT;
		}

		long bytes() {
			return get() & BYTES;
		}

	}

}
