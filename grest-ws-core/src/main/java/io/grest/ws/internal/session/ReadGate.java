package io.grest.ws.internal.session;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Gate between a link and its session: once it is closed no message passes, and none is
 * on its way. Messages pass one at a time.
 */
final class ReadGate {

	private static final Runnable OPEN = () -> {
	};

	private static final Runnable BUSY = () -> {
	};

	private static final Runnable CLOSED = () -> {
	};

	// Or the task to run when the message that is passing has passed.
	private final AtomicReference<Runnable> state = new AtomicReference<>(OPEN);

	/**
	 * Let a message pass.
	 * @return {@code false} if the gate is closed
	 */
	boolean enter() {
		return this.state.compareAndSet(OPEN, BUSY);
	}

	/**
	 * Handle that the message has passed.
	 */
	void leave() {
		if (!this.state.compareAndSet(BUSY, OPEN)) {
			Runnable then = this.state.getAndSet(CLOSED);
			then.run();
		}
	}

	/**
	 * Close the gate for good.
	 * @param then the task to run once nothing is on its way, at once if nothing is
	 */
	void close(Runnable then) {
		while (true) {
			Runnable now = this.state.get();
			if (now == CLOSED || (now == OPEN && this.state.compareAndSet(OPEN, CLOSED))) {
				then.run();
				return;
			}
			if (now != OPEN && this.state.compareAndSet(now, after(now, then))) {
				return;
			}
		}
	}

	private static Runnable after(@Nullable Runnable first, Runnable then) {
		if (first == BUSY || first == null) {
			return then;
		}
		return () -> {
			first.run();
			then.run();
		};
	}

}
