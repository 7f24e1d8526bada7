package io.grest.ws.internal.transport;

import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;

import reactor.util.concurrent.Queues;

/**
 * What has arrived and is not wanted yet. One thread adds at a time, and one hands on.
 */
final class HeldMessages {

	// What an entry takes besides its text.
	private static final int OVERHEAD = 64;

	private final Queue<Entry> entries = Queues.<Entry>unboundedMultiproducer().get();

	private final AtomicLong bytes = new AtomicLong();

	/**
	 * Add an entry.
	 * @param length the bytes of its text
	 * @param handOn hands it on
	 */
	void add(int length, Runnable handOn) {
		this.bytes.addAndGet(length + OVERHEAD);
		this.entries.add(new Entry(length, handOn));
	}

	/**
	 * Hand the oldest entry on.
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
	 * How much there is, with what each entry takes besides its text.
	 */
	long bytes() {
		return this.bytes.get();
	}

	private record Entry(int length, Runnable handOn) {

	}

}
