package io.grest.ws.transport;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much waits, in frames and bytes, counted as one so that both change together.
 */
final class Load extends AtomicLong {

	// One frame; the bits below count bytes, up to 2^40.
	private static final int FRAME_SHIFT = 40;

	private static final long BYTES = (1L << FRAME_SHIFT) - 1;

	private final long maxFrames;

	private final long maxBytes;

	Load(long maxFrames, long maxBytes) {
		this.maxFrames = maxFrames;
		this.maxBytes = maxBytes;
	}

	void add(byte[] frame) {
		addAndGet(weight(frame));
	}

	void remove(byte[] frame) {
		addAndGet(-weight(frame));
	}

	// Nothing waiting leaves room for a frame of any size: it may not be larger than what
	// the peer is willing to read, which this side does not know. What is refused never
	// counts, not for a moment: in that moment reading may pause, and nothing would end
	// the pause.
	boolean tryAdd(byte[] frame) {
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

	private static long weight(byte[] frame) {
		return (1L << FRAME_SHIFT) + frame.length;
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
