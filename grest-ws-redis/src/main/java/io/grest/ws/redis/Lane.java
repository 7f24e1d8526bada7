package io.grest.ws.redis;

import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import io.grest.ws.internal.Loggers;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.scheduler.Scheduler;
import reactor.util.concurrent.Queues;

/**
 * Executor of one task at a time, in their order, on the threads of a scheduler. What
 * only tasks of one lane touch needs no lock.
 */
final class Lane implements Executor {

	private static final Log logger = LogFactory.getLog(Loggers.TOPICS);

	// The other lanes of a thread have their turn after as many.
	private static final int BATCH = 256;

	private final Scheduler scheduler;

	private final int limit;

	private final Runnable afterBatch;

	private final Queue<Runnable> tasks = Queues.<Runnable>unboundedMultiproducer().get();

	private final AtomicInteger size = new AtomicInteger();

	/**
	 * Create a lane.
	 * @param scheduler the scheduler
	 * @param limit the most tasks that {@link #offer} lets wait
	 * @param afterBatch what to run after tasks that ran in a row
	 */
	Lane(Scheduler scheduler, int limit, Runnable afterBatch) {
		this.scheduler = scheduler;
		this.limit = limit;
		this.afterBatch = afterBatch;
	}

	/**
	 * Add a task.
	 * @return {@code false} if as many tasks wait as may
	 */
	boolean offer(Runnable task) {
		if (this.size.get() >= this.limit) {
			return false;
		}
		execute(task);
		return true;
	}

	/**
	 * Add a task, also beyond the limit: for the few that must not be lost.
	 */
	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
		if (this.size.getAndIncrement() == 0) {
			schedule();
		}
	}

	private void schedule() {
		try {
			this.scheduler.schedule(this::drain);
		}
		catch (RejectedExecutionException ex) {
			// The engine has been stopped: nobody is to wait for what comes late.
			drain();
		}
	}

	private void drain() {
		int done = 0;
		Runnable task;
		while (done < BATCH && (task = this.tasks.poll()) != null) {
			run(task);
			done++;
		}
		run(this.afterBatch);
		if (this.size.addAndGet(-done) != 0) {
			schedule();
		}
	}

	private static void run(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException ex) {
			logger.error("A listener of a topic failed; it should not throw", ex);
		}
	}

}
