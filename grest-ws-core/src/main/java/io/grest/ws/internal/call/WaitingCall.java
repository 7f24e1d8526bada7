package io.grest.ws.internal.call;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

import io.grest.ws.context.ThreadLocalValues;
import io.grest.ws.error.RequestTimeoutException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

/**
 * Call that runs when its turn comes, unless its caller has left, has waited longer than
 * it would, or has no rights any more.
 */
final class WaitingCall implements Runnable {

	private final CallRunner runner;

	private final InboundCall call;

	private final Object target;

	private final @Nullable Object input;

	private final long since = System.nanoTime();

	WaitingCall(CallRunner runner, InboundCall call, Object target, @Nullable Object input) {
		this.runner = runner;
		this.call = call;
		this.target = target;
		this.input = input;
	}

	boolean isMessage() {
		return this.call.id() == null;
	}

	/**
	 * Return the executor that the call runs on.
	 * @param reading the executor for a call that does not block
	 */
	Executor executor(Executor reading) {
		return this.call.method().thread().blocks() ? this.runner.executor() : reading;
	}

	/**
	 * Run the call. What is thrown around the handler, such as by an observation, ends
	 * the session and not the thread.
	 */
	@Override
	public void run() {
		try {
			runUnlessLate();
		}
		catch (Throwable ex) {
			this.runner.broken(this.call, ex);
		}
	}

	private void runUnlessLate() {
		if (this.call.hasEnded()) {
			return;
		}
		if (this.call.id() != null && isLate(this.runner.timeout())) {
			this.call.onError(new RequestTimeoutException());
			return;
		}
		if (this.runner.caller().hasEnded()) {
			this.call.onError(new DeniedException("the end of its credentials", Caller.NOBODY));
			return;
		}
		Runnable code = this.call.method().thread().interruptible() ? this::invokeInterruptibly : this::invoke;
		if (!this.call.running()) {
			return;
		}
		try {
			ThreadLocalValues.runWithout(() -> this.runner.within(this.call, code));
		}
		finally {
			this.call.returned();
		}
	}

	// The task ends only once a cancel that has begun has interrupted this thread, so
	// that the interrupt cannot hit the next call.
	private void invokeInterruptibly() {
		FutureTask<Void> task = new FutureTask<>(this::invoke, null);
		this.call.onSubscribe(new Interruption(task));
		task.run();
		if (task.isCancelled()) {
			Thread.interrupted();
		}
	}

	private boolean isLate(Duration timeout) {
		return System.nanoTime() - this.since > timeout.toNanos();
	}

	private void invoke() {
		try {
			Object result = this.call.method().invoke(this.call, this.target, this.input);
			this.call.answer(result);
		}
		catch (Throwable ex) {
			this.call.onError(ex);
		}
	}

	/**
	 * Subscription whose cancel interrupts a task.
	 */
	private record Interruption(Future<?> task) implements Subscription {

		@Override
		public void request(long count) {
		}

		@Override
		public void cancel() {
			this.task.cancel(true);
		}

	}

	/**
	 * Refuse the call, as the executor has no room.
	 */
	void refuse() {
		this.runner.overloaded(this.call);
	}

}
