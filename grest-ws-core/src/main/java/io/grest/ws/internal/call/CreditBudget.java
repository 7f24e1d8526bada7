package io.grest.ws.internal.call;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Limit of the credit that all streams of one connection have given together and that is
 * not used up. A stream that asks for more than there is receives the rest later.
 */
final class CreditBudget {

	private final Queue<StreamReceiver> waiting = new ArrayDeque<>();

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
		if (taken < wanted && !this.waiting.contains(stream)) {
			this.waiting.add(stream);
		}
		return taken;
	}

	/**
	 * Give credit back, for items that have arrived or will not come.
	 */
	void release(int items) {
		List<StreamReceiver> again;
		synchronized (this) {
			this.left += items;
			if (items == 0 || this.waiting.isEmpty()) {
				return;
			}
			again = new ArrayList<>(this.waiting);
			this.waiting.clear();
		}
		again.forEach(StreamReceiver::grantMore);
	}

}
