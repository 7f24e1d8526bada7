package io.grest.ws.internal.topic;

import java.util.concurrent.atomic.AtomicLong;

import io.grest.ws.topic.engine.Retention;
import io.grest.ws.topic.engine.TopicKey;

/**
 * Limit of the bytes that the windows of a node keep together. Safe to use from any
 * thread.
 */
final class WindowBudget {

	private final long limit;

	private final Runnable whenOver;

	private final AtomicLong bytes = new AtomicLong();

	/**
	 * Create a budget.
	 * @param limit the limit in bytes
	 * @param whenOver frees some, called by the thread that has added a message
	 */
	WindowBudget(long limit, Runnable whenOver) {
		this.limit = limit;
		this.whenOver = whenOver;
	}

	/**
	 * Create a window, which is of no use if nothing may be kept.
	 */
	Window newWindow(TopicKey topic) {
		Retention retention = topic.retention();
		return new Window((retention != null && this.limit > 0) ? retention.maxSize() : 0, this);
	}

	void changed(long bytes) {
		if (this.bytes.addAndGet(bytes) > this.limit && bytes > 0) {
			this.whenOver.run();
		}
	}

	boolean isOver() {
		return this.bytes.get() > this.limit;
	}

	long bytes() {
		return this.bytes.get();
	}

}
