package io.grest.ws.internal.topic;

import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import reactor.util.concurrent.Queues;

/**
 * Tasks that run one at a time, in their order, on the threads that bring them: a thread
 * that finds another one at work leaves its task to it. No lock is held meanwhile.
 */
final class SerialTasks {

	private final Queue<Runnable> tasks = Queues.<Runnable>unboundedMultiproducer().get();

	private final AtomicInteger work = new AtomicInteger();

	private final Consumer<Throwable> whenFailed;

	/**
	 * Create tasks.
	 * @param whenFailed handles what a task throws; the next ones run all the same
	 */
	SerialTasks(Consumer<Throwable> whenFailed) {
		this.whenFailed = whenFailed;
	}

	/**
	 * Run a task, after those before it.
	 */
	void run(Runnable task) {
		this.tasks.add(task);
		if (this.work.getAndIncrement() != 0) {
			return;
		}
		do {
			Runnable next = this.tasks.poll();
			if (next != null) {
				runNow(next);
			}
		}
		while (this.work.decrementAndGet() != 0);
	}

	private void runNow(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			this.whenFailed.accept(ex);
		}
	}

}
