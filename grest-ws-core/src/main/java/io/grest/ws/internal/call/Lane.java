package io.grest.ws.internal.call;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Order of one connection's calls: they begin as they arrived, one at a time until the
 * method returns, on the executor or on the thread that reads, as each of them needs.
 * Used by connections whose handler has a method that blocks.
 */
final class Lane {

	// A connection that never stops calling gives its thread back now and then.
	private static final int IN_A_ROW = 64;

	private final Executor reading;

	private final Queue<WaitingCall> waiting = new ConcurrentLinkedQueue<>();

	// The calls that wait or run. Raised after a call was added, lowered after it has
	// returned: while it is not zero, one thread runs calls, or a call is on its way to
	// one.
	private final AtomicInteger size = new AtomicInteger();

	// The messages that wait or run, of both kinds of calls.
	private final AtomicInteger messages = new AtomicInteger();

	/**
	 * Create a lane.
	 * @param reading the executor that runs a task on the thread that reads
	 */
	Lane(Executor reading) {
		this.reading = reading;
	}

	/**
	 * Return whether no call waits or runs. This stays so until the calling thread
	 * submits one, as only one thread reads.
	 */
	boolean isEmpty() {
		return this.size.get() == 0;
	}

	/**
	 * Return whether a message waits or runs. Its caller does not wait for an answer, so
	 * this is the only way to know.
	 */
	boolean hasMessages() {
		return this.messages.get() > 0;
	}

	/**
	 * Add a call.
	 */
	void submit(WaitingCall call) {
		count(call, 1);
		this.waiting.add(call);
		if (this.size.getAndIncrement() == 0) {
			begin();
		}
	}

	/**
	 * Run a call beside the others.
	 */
	void runConcurrently(WaitingCall call) {
		count(call, 1);
		try {
			call.executor(this.reading).execute(() -> run(call));
		}
		catch (RejectedExecutionException ex) {
			refuse(call);
		}
	}

	private void run(WaitingCall call) {
		call.run();
		count(call, -1);
	}

	private void refuse(WaitingCall call) {
		call.refuse();
		count(call, -1);
	}

	private void count(WaitingCall call, int change) {
		if (call.isMessage()) {
			this.messages.addAndGet(change);
		}
	}

	private void begin() {
		do {
			Executor executor = this.waiting.element().executor(this.reading);
			try {
				executor.execute(() -> runInTurn(executor));
				return;
			}
			catch (RejectedExecutionException ex) {
				refuse(this.waiting.remove());
			}
		}
		while (this.size.decrementAndGet() > 0);
	}

	private void runInTurn(Executor executor) {
		int run = 0;
		do {
			run(this.waiting.remove());
			if (this.size.decrementAndGet() == 0) {
				return;
			}
			run++;
		}
		while (run < IN_A_ROW && this.waiting.element().executor(this.reading) == executor);
		begin();
	}

}
