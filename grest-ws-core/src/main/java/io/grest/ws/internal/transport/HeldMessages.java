package io.grest.ws.internal.transport;

import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;

import reactor.util.concurrent.Queues;

/**
 * Queue of received messages that are held while reading is paused. One thread at a time
 * adds, and one passes messages on.
 */
final class HeldMessages {

	// Memory of an entry besides its text.
	private static final int OVERHEAD = 64;

	private final Queue<Entry> entries = Queues.<Entry>unboundedMultiproducer().get();

	private final AtomicLong bytes = new AtomicLong();

	/**
	 * Add an entry.
	 * @param length the length of its text in bytes
	 * @param handOn the task that passes it on
	 */
	void add(int length, Runnable handOn) {
		this.bytes.addAndGet(length + OVERHEAD);
		this.entries.add(new Entry(length, handOn));
	}

	/**
	 * Pass the oldest entry on.
	 * @return {@code false} if there is none
	 */
	boolean handOn() {
		Entry entry = this.entries.poll();
		if (entry == null) {
			return false;
		}
		this.bytes.addAndGet(-entry.length() - OVERHEAD);
		entry.handOn().run();
		return true;
	}

	boolean isEmpty() {
		return this.entries.isEmpty();
	}

	/**
	 * Return the held bytes, with the overhead of each entry.
	 */
	long bytes() {
		return this.bytes.get();
	}

	private record Entry(int length, Runnable handOn) {

	}

}
