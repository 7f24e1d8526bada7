package io.grest.ws.internal.transport;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Drains queues that were all given a frame, those of one event loop by one task. A task
 * for each would wake the event loop for each, and where threads share a processor it
 * would run, and sleep again, between any two of them. The event loop reads before it
 * drains: the next message to the same connections, if it has come already, leaves with
 * this one. Used by one thread.
 *
 * @since 0.1.0
 */
public final class DrainTogether {

	// A task: enough to be worth a wake-up, and few enough for the event loop to begin
	// while others are still being given their frame.
	private static final int MOST = 64;

	private final Map<Executor, Members> members = new IdentityHashMap<>(4);

	/**
	 * Drain a queue soon.
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
	 * Drain the queues that still wait for it.
	 */
	public void drain() {
		if (!this.members.isEmpty()) {
			this.members.values().forEach(Members::drain);
			this.members.clear();
		}
	}

	/**
	 * Of one event loop.
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
					this.queues.get(this.next++).drainNow();
				}
			}
			finally {
				// What fails is one connection's.
				if (this.next < this.queues.size()) {
					drain();
				}
			}
		}

	}

}
