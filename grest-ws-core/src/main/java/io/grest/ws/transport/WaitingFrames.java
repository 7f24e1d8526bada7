package io.grest.ws.transport;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Queue;

import io.grest.ws.protocol.FrameCodec;
import org.jspecify.annotations.Nullable;
import reactor.util.concurrent.Queues;

/**
 * The frames that wait on one connection, bounded in number and in bytes. Any thread
 * adds, the draining one takes.
 */
final class WaitingFrames {

	private final Queue<byte[]> frames = Queues.<byte[]>unboundedMultiproducer().get();

	private final Load load;

	// What was taken from the queue to look for the oldest message. The draining
	// thread's.
	private @Nullable Deque<byte[]> backlog;

	WaitingFrames(int maxFrames, long maxBytes) {
		this.load = new Load(maxFrames, maxBytes);
	}

	/**
	 * Add a frame if there is room for it.
	 */
	boolean tryAdd(byte[] frame) {
		if (!this.load.tryAdd(frame)) {
			return false;
		}
		this.frames.add(frame);
		return true;
	}

	/**
	 * Add a frame, whether there is room or not.
	 */
	void add(byte[] frame) {
		this.load.add(frame);
		this.frames.add(frame);
	}

	/**
	 * Take the frame that has waited longest, or {@code null} if none waits.
	 */
	byte @Nullable [] take() {
		byte[] frame = poll();
		if (frame != null) {
			this.load.remove(frame);
		}
		return frame;
	}

	private byte @Nullable [] poll() {
		if (this.backlog != null) {
			byte[] frame = this.backlog.poll();
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
		Deque<byte[]> waiting = (this.backlog != null) ? this.backlog : new ArrayDeque<>();
		for (byte[] frame = this.frames.poll(); frame != null; frame = this.frames.poll()) {
			waiting.add(frame);
		}
		for (Iterator<byte[]> oldest = waiting.iterator(); oldest.hasNext() && this.load.isOver();) {
			byte[] frame = oldest.next();
			if (FrameCodec.isMessage(frame)) {
				oldest.remove();
				this.load.remove(frame);
			}
		}
		this.backlog = waiting;
	}

	/**
	 * Take all.
	 */
	void clear() {
		while (take() != null) {
			// Gone.
		}
	}

	/**
	 * Whether there is nothing to take. For the draining thread.
	 */
	boolean isEmpty() {
		return this.frames.isEmpty() && (this.backlog == null || this.backlog.isEmpty());
	}

	Load load() {
		return this.load;
	}

}
