package io.grest.ws.internal;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;

/**
 * Tasks that run one at a time, in the order in which they were added, on the threads
 * that bring them: a thread that finds another one at work leaves its tasks to it. A task
 * that is added by another one runs after it, not within it. No lock is held meanwhile.
 *
 * @since 0.1.0
 */
public final class SerialTasks {

	private static final AtomicIntegerFieldUpdater<SerialTasks> SIZE = AtomicIntegerFieldUpdater
		.newUpdater(SerialTasks.class, "size");

	private static final AtomicIntegerFieldUpdater<SerialTasks> ASKED = AtomicIntegerFieldUpdater
		.newUpdater(SerialTasks.class, "asked");

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final Consumer<Throwable> whenFailed;

	// The tasks that have not ended. A queue that is linked counts them one by one.
	private volatile int size;

	// The calls of run() since a thread began to run tasks; 0 if none does.
	private volatile int asked;

	/**
	 * Create tasks.
	 * @param whenFailed handles what a task throws; the next ones run all the same
	 */
	public SerialTasks(Consumer<Throwable> whenFailed) {
		this.whenFailed = whenFailed;
	}

	/**
	 * Add a task, and run it after those before it. Must not be called under a lock.
	 * @param task the task
	 */
	public void run(Runnable task) {
		add(task);
		run();
	}

	/**
	 * Add a task, without running it: may be called under a lock.
	 * @param task the task
	 */
	public void add(Runnable task) {
		SIZE.incrementAndGet(this);
		this.tasks.add(task);
	}

	/**
	 * Return the number of tasks that have not ended.
	 * @return the number at present
	 */
	public int size() {
		return this.size;
	}

	/**
	 * Run what was added, unless another thread, or a task further up on this one, is at
	 * it: then that one goes on. Must not be called under a lock.
	 */
	public void run() {
		if (ASKED.getAndIncrement(this) != 0) {
			return;
		}
		int seen = 1;
		do {
			runAll();
			seen = ASKED.addAndGet(this, -seen);
		}
		while (seen != 0);
	}

	private void runAll() {
		Runnable task = this.tasks.poll();
		while (task != null) {
			runNow(task);
			SIZE.decrementAndGet(this);
			task = this.tasks.poll();
		}
	}

	// Even an Error must not end the loop: the tasks of others would never run again.
	private void runNow(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			this.whenFailed.accept(ex);
		}
	}

}
