package io.grest.ws.internal.call;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Limit of the credit that all streams of one connection have given together and that is
 * not used up. A stream that asks for more than there is receives the rest later.
 */
final class CreditBudget {

	// In the order in which they wait.
	private final Set<StreamReceiver> waiting = new LinkedHashSet<>();

	private int left;

	CreditBudget(int limit) {
		this.left = limit;
	}

	/**
	 * Take credit.
	 * @param wanted the number of items
	 * @param stream the stream, which is asked to try again later if it receives less
	 * @return the number of items that it receives
	 */
	synchronized int take(int wanted, StreamReceiver stream) {
		int taken = Math.min(wanted, this.left);
		this.left -= taken;
		if (taken < wanted) {
			this.waiting.add(stream);
		}
		return taken;
	}

	/**
	 * Ask a stream, which has ended, no more.
	 */
	synchronized void forget(StreamReceiver stream) {
		this.waiting.remove(stream);
	}

	/**
	 * Give credit back, for items that have arrived or will not come. Streams receive it
	 * in turn.
	 */
	void release(int items) {
		int asked;
		synchronized (this) {
			this.left += items;
			asked = this.waiting.size();
		}
		for (StreamReceiver next = next(asked); next != null; next = next(asked)) {
			asked--;
			next.grantMore();
		}
	}

	private synchronized @Nullable StreamReceiver next(int asked) {
		Iterator<StreamReceiver> streams = this.waiting.iterator();
		if (asked == 0 || this.left == 0 || !streams.hasNext()) {
			return null;
		}
		StreamReceiver next = streams.next();
		streams.remove();
		return next;
	}

}
