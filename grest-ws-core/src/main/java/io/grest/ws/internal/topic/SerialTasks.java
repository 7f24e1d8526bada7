package io.grest.ws.internal.topic;

import java.util.Queue;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;

import reactor.util.concurrent.Queues;

/**
 * Tasks that run one at a time, in their order, on the threads that bring them: a thread
 * that finds another one at work leaves its task to it. No lock is held meanwhile.
 */
final class SerialTasks {

	private static final AtomicIntegerFieldUpdater<SerialTasks> WORK = AtomicIntegerFieldUpdater
		.newUpdater(SerialTasks.class, "work");

	private final Queue<Runnable> tasks = Queues.<Runnable>unboundedMultiproducer().get();

	private final Consumer<Throwable> whenFailed;

	// Tasks that have not ended. Whoever raises it from zero runs them.
	private volatile int work;

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
		if (WORK.getAndIncrement(this) != 0) {
			return;
		}
		do {
			Runnable next = this.tasks.poll();
			if (next != null) {
				runNow(next);
			}
		}
		while (WORK.decrementAndGet(this) != 0);
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
