package io.grest.ws.observation;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Causes of one kind that were logged lately, so that each is logged once an hour, and a
 * peer that invents causes neither floods the log nor takes memory: there are at most 20
 * within an hour. Safe to use from any thread.
 *
 * @since 0.1.0
 */
public final class RecentCauses {

	static final int MOST = 20;

	static final long PERIOD = TimeUnit.HOURS.toNanos(1);

	private final LongSupplier clock;

	private final Set<String> causes = new HashSet<>();

	private long since;

	/**
	 * Create an empty set.
	 */
	public RecentCauses() {
		this(System::nanoTime);
	}

	RecentCauses(LongSupplier clock) {
		this.clock = clock;
		this.since = clock.getAsLong();
	}

	/**
	 * Add a cause, unless it is there or there are too many.
	 * @param cause names the cause, of a bounded length
	 * @return {@code true} if the cause is to be logged
	 */
	public synchronized boolean add(String cause) {
		long now = this.clock.getAsLong();
		if (now - this.since >= PERIOD) {
			this.since = now;
			this.causes.clear();
		}
		return this.causes.size() < MOST && this.causes.add(cause);
	}

}
