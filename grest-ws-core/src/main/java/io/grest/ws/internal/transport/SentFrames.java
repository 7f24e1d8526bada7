package io.grest.ws.internal.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.function.UnaryOperator;

import io.grest.ws.internal.wire.OutboundFrame;
import org.jspecify.annotations.Nullable;

/**
 * Counted frames that were passed to a transport, kept until the peer has acknowledged
 * them, bounded in number and in bytes. The frames are numbered from 1, in the order of
 * passing.
 *
 * <p>
 * For the writing thread, unless a method says otherwise. A frame costs a reference and
 * no lock, as each member of a group keeps the same frame.
 *
 * @since 0.1.0
 */
public final class SentFrames {

	private static final AtomicLongFieldUpdater<SentFrames> BYTES = AtomicLongFieldUpdater.newUpdater(SentFrames.class,
			"bytes");

	private static final AtomicLongFieldUpdater<SentFrames> COUNT = AtomicLongFieldUpdater.newUpdater(SentFrames.class,
			"count");

	private static final AtomicLongFieldUpdater<SentFrames> BASE = AtomicLongFieldUpdater.newUpdater(SentFrames.class,
			"base");

	private static final int FIRST_LENGTH = 8;

	// A peer acknowledges after 64 frames, and some more are on their way. A longer ring
	// is for a peer that was slow, and is given up when it has caught up.
	private static final int USUAL_LENGTH = 128;

	private static final @Nullable OutboundFrame[] NONE = {};

	private final int maxFrames;

	private final long maxBytes;

	// Frame n is at n modulo the length, which is 0 or a power of two.
	private @Nullable OutboundFrame[] ring = NONE;

	private volatile long bytes;

	private volatile long count;

	// The number of the last frame that is not kept any more.
	private volatile long base;

	// Written by the thread that reads.
	private volatile long acknowledged;

	/**
	 * Create an empty buffer.
	 * @param maxFrames the limit of kept frames
	 * @param maxBytes the limit of kept bytes
	 */
	public SentFrames(int maxFrames, long maxBytes) {
		this.maxFrames = maxFrames;
		this.maxBytes = maxBytes;
	}

	/**
	 * Number a frame, and keep it. If there is no room, the oldest are kept no longer.
	 */
	void passed(OutboundFrame frame) {
		if (!frame.type().isCounted()) {
			return;
		}
		long number = this.count + 1;
		if (number - this.base > this.ring.length) {
			trim();
			ensureLength(number - this.base);
		}
		this.ring[index(number)] = frame;
		BYTES.lazySet(this, this.bytes + frame.length());
		COUNT.lazySet(this, number);
		if (isOver()) {
			trim();
			while (isOver()) {
				dropOldest();
			}
		}
	}

	private int index(long number) {
		return (int) number & (this.ring.length - 1);
	}

	private void ensureLength(long frames) {
		if (frames > this.ring.length) {
			@Nullable OutboundFrame[] before = this.ring;
			@Nullable OutboundFrame[] longer = new @Nullable OutboundFrame[Math.max(FIRST_LENGTH, before.length * 2)];
			for (long number = this.base + 1; number <= this.count; number++) {
				longer[(int) number & (longer.length - 1)] = before[(int) number & (before.length - 1)];
			}
			this.ring = longer;
		}
	}

	private boolean isOver() {
		return kept() > this.maxFrames || this.bytes > this.maxBytes;
	}

	private long kept() {
		return this.count - this.base;
	}

	private OutboundFrame frame(long number) {
		return Objects.requireNonNull(this.ring[index(number)]);
	}

	private void dropOldest() {
		long oldest = this.base + 1;
		BYTES.lazySet(this, this.bytes - frame(oldest).length());
		this.ring[index(oldest)] = null;
		BASE.lazySet(this, oldest);
	}

	/**
	 * Keep what was acknowledged no longer.
	 */
	void trim() {
		long acknowledged = this.acknowledged;
		while (this.base < acknowledged) {
			dropOldest();
		}
		if (kept() == 0 && this.ring.length > USUAL_LENGTH) {
			this.ring = NONE;
		}
	}

	/**
	 * Return whether one more frame of any size would push the oldest out.
	 */
	boolean isFull() {
		if (!hasReachedLimit()) {
			return false;
		}
		trim();
		return hasReachedLimit();
	}

	private boolean hasReachedLimit() {
		return kept() >= this.maxFrames || this.bytes >= this.maxBytes;
	}

	/**
	 * Handle an acknowledgement. For the thread that reads, or while none does.
	 * @param received the number of frames that the peer has received
	 * @return {@code false} if it says nothing new, or more than was sent
	 */
	public boolean acknowledge(long received) {
		if (received <= this.acknowledged || received > this.count) {
			return false;
		}
		this.acknowledged = received;
		return true;
	}

	/**
	 * Return the number of frames that the peer has acknowledged. For any thread.
	 * @return the number of the last of them
	 */
	public long acknowledged() {
		return this.acknowledged;
	}

	/**
	 * Return the number of frames so far. For any thread.
	 * @return the number of the last frame
	 */
	public long count() {
		return this.count;
	}

	/**
	 * Return the number of bytes that are kept. For any thread.
	 * @return the number of bytes
	 */
	public long bytes() {
		return this.bytes;
	}

	/**
	 * Return the lowest number after which all frames are kept and may be sent again. For
	 * any thread.
	 * @return the number
	 */
	public long base() {
		return Math.max(this.base, this.acknowledged);
	}

	/**
	 * Return whether a peer that has received so many frames can be sent the others. For
	 * any thread.
	 * @param received the number of frames that it has received
	 * @return {@code false} if not all others are kept, or there are none of these
	 * numbers
	 */
	public boolean isKeptAfter(long received) {
		return base() <= received && received <= this.count;
	}

	/**
	 * Return the frames to send again to a peer, which are kept all the same. To be
	 * called while none is passed or acknowledged.
	 * @param received the number of frames that it has received
	 * @param again returns the frame to send in place of one, now and later
	 * @return the frames, in order
	 */
	public List<OutboundFrame> after(long received, UnaryOperator<OutboundFrame> again) {
		acknowledge(received);
		trim();
		List<OutboundFrame> after = new ArrayList<>((int) kept());
		long bytes = 0;
		for (long number = this.base + 1; number <= this.count; number++) {
			OutboundFrame frame = again.apply(frame(number));
			this.ring[index(number)] = frame;
			bytes += frame.length();
			after.add(frame);
		}
		this.bytes = bytes;
		return after;
	}

}
