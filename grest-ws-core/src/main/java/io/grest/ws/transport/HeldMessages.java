package io.grest.ws.transport;

import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import reactor.util.concurrent.Queues;

/**
 * What has arrived and is not wanted yet, bounded in bytes. One thread adds at a time,
 * and one takes.
 */
final class HeldMessages {

	// What an entry takes besides its text.
	private static final int OVERHEAD = 64;

	private final Queue<Object> entries = Queues.<Object>unboundedMultiproducer().get();

	private final AtomicLong bytes = new AtomicLong();

	private final long maxBytes;

	/**
	 * Create it, empty.
	 * @param maxBytes how many bytes there may be before nothing more is to be added
	 */
	HeldMessages(long maxBytes) {
		this.maxBytes = maxBytes;
	}

	/**
	 * Add an entry.
	 * @param entry a message's text as {@code byte[]}, or anything else
	 */
	void add(Object entry) {
		this.bytes.addAndGet(weight(entry));
		this.entries.add(entry);
	}

	/**
	 * Take the oldest entry, or {@code null} if there is none.
	 */
	@Nullable Object take() {
		Object entry = this.entries.poll();
		if (entry != null) {
			this.bytes.addAndGet(-weight(entry));
		}
		return entry;
	}

	private static long weight(Object entry) {
		return OVERHEAD + ((entry instanceof byte[] text) ? text.length : 0);
	}

	boolean isEmpty() {
		return this.entries.isEmpty();
	}

	/**
	 * Whether another message may be added.
	 */
	boolean hasRoom() {
		return this.bytes.get() < this.maxBytes;
	}

}
