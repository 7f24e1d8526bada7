package io.grest.ws.topic.engine;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Tasks that run one at a time, in the order in which they were added, on one of the
 * threads that ask for it. A task that is added by another one runs after it, not within
 * it.
 */
final class SerialTasks {

	private static final Log logger = LogFactory.getLog(SerialTasks.class);

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	// The tasks that have not ended yet. A queue that is linked counts them one by one.
	private final AtomicInteger size = new AtomicInteger();

	// The calls of run() since a thread began to run tasks; 0 if none does.
	private final AtomicInteger asked = new AtomicInteger();

	/**
	 * Add a task, without running it: may be called under a lock.
	 * @param task the task; what it throws is logged
	 */
	void add(Runnable task) {
		this.size.incrementAndGet();
		this.tasks.add(task);
	}

	/**
	 * Return the number of tasks that have not ended.
	 * @return the number at present
	 */
	int size() {
		return this.size.get();
	}

	/**
	 * Run what was added, unless another thread, or a task further up on this one, is at
	 * it: then that one goes on. Must not be called under a lock.
	 */
	void run() {
		if (this.asked.getAndIncrement() != 0) {
			return;
		}
		int seen = 1;
		do {
			runAll();
			seen = this.asked.addAndGet(-seen);
		}
		while (seen != 0);
	}

	private void runAll() {
		Runnable task = this.tasks.poll();
		while (task != null) {
			run(task);
			this.size.decrementAndGet();
			task = this.tasks.poll();
		}
	}

	// Even an Error must not end the loop: the tasks of others would never run again.
	private static void run(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			logger.error("A listener of a topic or a mailbox failed; it must not throw", ex);
		}
	}

}
