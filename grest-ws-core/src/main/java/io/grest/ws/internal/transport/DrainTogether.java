package io.grest.ws.internal.transport;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Common flush of several queues that received a frame, with one task for all queues of
 * an event loop. With a task for each queue, the event loop would be woken for each and,
 * where threads share a processor, would run and sleep again between any two. The event
 * loop reads before it flushes, so that a next message to the same connections that has
 * already arrived leaves with this one. Used by one thread.
 *
 * @since 0.1.0
 */
public final class DrainTogether {

	// Queues of one task: enough to be worth a wake-up, and few enough for the event loop
	// to begin while other queues still receive their frame.
	private static final int MOST = 64;

	private final Map<Executor, Members> members = new IdentityHashMap<>(4);

	/**
	 * Flush a queue soon.
	 */
	void add(OutboundQueue queue, SocketTransport transport) {
		Executor eventLoop = transport.eventLoop();
		if (eventLoop == null) {
			queue.drain();
			return;
		}
		Members members = this.members.get(eventLoop);
		if (members == null) {
			members = new Members(transport);
			this.members.put(eventLoop, members);
		}
		if (members.add(queue)) {
			this.members.remove(eventLoop);
			members.drain();
		}
	}

	/**
	 * Flush the queues that still wait.
	 */
	public void drain() {
		if (!this.members.isEmpty()) {
			this.members.values().forEach(Members::drain);
			this.members.clear();
		}
	}

	/**
	 * Queues of one event loop.
	 */
	private static final class Members implements Runnable {

		private final SocketTransport transport;

		private final List<OutboundQueue> queues = new ArrayList<>();

		private int next;

		private Members(SocketTransport transport) {
			this.transport = transport;
		}

		private boolean add(OutboundQueue queue) {
			this.queues.add(queue);
			return this.queues.size() == MOST;
		}

		private void drain() {
			this.transport.executeAfterReading(this);
		}

		@Override
		public void run() {
			try {
				while (this.next < this.queues.size()) {
					this.queues.get(this.next++).drainNow(this.transport.eventLoop());
				}
			}
			finally {
				// A failure of one connection must not keep the other queues from being
				// flushed.
				if (this.next < this.queues.size()) {
					drain();
				}
			}
		}

	}

}
