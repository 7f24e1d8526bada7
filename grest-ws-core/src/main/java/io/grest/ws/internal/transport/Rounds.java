package io.grest.ws.internal.transport;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Rounds of writing, one at a time: any thread begins one, or has the current one
 * repeated.
 */
final class Rounds implements Runnable {

	private static final AtomicIntegerFieldUpdater<Rounds> WORK = AtomicIntegerFieldUpdater.newUpdater(Rounds.class,
			"work");

	// The thread may be the one that reads. A transport that takes frame by frame asks
	// for
	// rounds as long as there are frames.
	private static final int MOST_IN_A_ROW = 64;

	private volatile SocketTransport transport;

	private final BooleanSupplier round;

	private final Consumer<Throwable> whenFailed;

	// Signals to the writing thread. The thread that raises it from zero starts a round.
	private volatile int work;

	// The thread in a round. Any other thread reads another one or null, whenever it
	// reads.
	private @Nullable Thread writer;

	/**
	 * Create rounds.
	 * @param transport the transport, which runs them
	 * @param round writes, and returns whether there is more to write after this thread
	 * has had the opportunity to read
	 * @param whenFailed handles what a round throws; further rounds follow all the same
	 */
	Rounds(SocketTransport transport, BooleanSupplier round, Consumer<Throwable> whenFailed) {
		this.transport = transport;
		this.round = round;
		this.whenFailed = whenFailed;
	}

	/**
	 * Let another transport run the following rounds. Called by a round, which returns
	 * that there is more to write.
	 */
	void use(SocketTransport transport) {
		this.transport = transport;
	}

	/**
	 * Begin a round, or have the current one repeated.
	 */
	void begin() {
		if (WORK.getAndIncrement(this) == 0) {
			this.transport.execute(this);
		}
	}

	/**
	 * Run a task in place of a round, on this thread, unless a round may be running on
	 * another.
	 * @param task the task, which passes nothing on
	 * @return whether it was run
	 */
	boolean runBetween(Runnable task) {
		if (this.writer == Thread.currentThread()) {
			task.run();
			return true;
		}
		if (!WORK.compareAndSet(this, 0, 1)) {
			return false;
		}
		try {
			task.run();
		}
		finally {
			if (WORK.decrementAndGet(this) != 0) {
				this.transport.execute(this);
			}
		}
		return true;
	}

	/**
	 * Begin a round on this thread, which is the writing one, or have the current one
	 * repeated.
	 */
	void beginNow() {
		if (WORK.getAndIncrement(this) == 0) {
			run();
		}
	}

	/**
	 * Run rounds until no further one was asked for. Called by the transport, see
	 * {@link SocketTransport#execute}.
	 */
	@Override
	public void run() {
		int missed = this.work;
		for (int rounds = 0; missed != 0; rounds++) {
			if (rounds == MOST_IN_A_ROW || writeMore()) {
				this.transport.executeLater(this);
				return;
			}
			missed = WORK.addAndGet(this, -missed);
		}
	}

	private boolean writeMore() {
		this.writer = Thread.currentThread();
		try {
			return this.round.getAsBoolean();
		}
		catch (Throwable ex) {
			// The counter must be lowered: otherwise no further round would begin, and
			// the queue would never end.
			this.whenFailed.accept(ex);
			return false;
		}
		finally {
			this.writer = null;
		}
	}

}
