package io.grest.ws.internal.transport;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;

import io.grest.ws.internal.wire.OutboundFrame;

/**
 * Counted frames that were passed to a transport, kept until the peer has acknowledged
 * them, bounded in number and in bytes. The frames are numbered from 1, in the order of
 * passing.
 *
 * <p>
 * Written by the writing thread, and read by any.
 *
 * @since 0.1.0
 */
public final class SentFrames {

	private final int maxFrames;

	private final long maxBytes;

	private final Deque<OutboundFrame> frames = new ArrayDeque<>();

	private volatile long bytes;

	private volatile long count;

	// The number of the last frame that is not kept any more.
	private long base;

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
	synchronized void passed(OutboundFrame frame) {
		if (!frame.type().isCounted()) {
			return;
		}
		trim();
		this.frames.add(frame);
		this.bytes = this.bytes + frame.length();
		this.count = this.count + 1;
		while (isOver()) {
			dropOldest();
		}
	}

	private boolean isOver() {
		return this.frames.size() > this.maxFrames || this.bytes > this.maxBytes;
	}

	private void dropOldest() {
		this.bytes = this.bytes - this.frames.remove().length();
		this.base++;
	}

	/**
	 * Keep what was acknowledged no longer.
	 */
	synchronized void trim() {
		while (this.base < this.acknowledged) {
			dropOldest();
		}
	}

	/**
	 * Return whether one more frame of any size would push the oldest out.
	 */
	synchronized boolean isFull() {
		trim();
		return this.frames.size() >= this.maxFrames || this.bytes >= this.maxBytes;
	}

	/**
	 * Handle an acknowledgement. For the thread that reads, or while none does.
	 * @param received the number of frames that the peer has received
	 * @return {@code false} if it says nothing new, or more than was sent
	 */
	public synchronized boolean acknowledge(long received) {
		if (received <= this.acknowledged || received > this.count) {
			return false;
		}
		this.acknowledged = received;
		return true;
	}

	/**
	 * Return the number of frames that the peer has acknowledged.
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
	 * Return the lowest number after which all frames are kept.
	 * @return the number
	 */
	public synchronized long base() {
		trim();
		return this.base;
	}

	/**
	 * Return whether a peer that has received so many frames can be sent the others.
	 * @param received the number of frames that it has received
	 * @return {@code false} if not all others are kept, or there are none of these
	 * numbers
	 */
	public synchronized boolean isKeptAfter(long received) {
		return base() <= received && received <= this.count;
	}

	/**
	 * Return the frames to send again to a peer, which are kept all the same.
	 * @param received the number of frames that it has received
	 * @param again returns the frame to send in place of one, now and later
	 * @return the frames, in order
	 */
	public synchronized List<OutboundFrame> after(long received, UnaryOperator<OutboundFrame> again) {
		acknowledge(received);
		trim();
		List<OutboundFrame> after = new ArrayList<>(this.frames.size());
		this.frames.forEach((frame) -> after.add(again.apply(frame)));
		this.frames.clear();
		this.frames.addAll(after);
		this.bytes = after.stream().mapToLong(OutboundFrame::length).sum();
		return after;
	}

}
