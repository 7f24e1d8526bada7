package io.grest.ws.internal.session;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Changes of a session's link, one after another, each of which may end on another
 * thread. No lock is held while they run.
 */
final class Transitions {

	// Null until one has to wait. Guarded by this.
	private @Nullable Queue<Consumer<Runnable>> waiting;

	private boolean busy;

	/**
	 * Run a change, after those that were asked for before.
	 * @param change the change, which calls its argument once at its end
	 */
	void run(Consumer<Runnable> change) {
		synchronized (this) {
			if (this.busy) {
				this.waiting = (this.waiting != null) ? this.waiting : new ArrayDeque<>(1);
				this.waiting.add(change);
				return;
			}
			this.busy = true;
		}
		change.accept(this::next);
	}

	private void next() {
		Consumer<Runnable> change;
		synchronized (this) {
			change = (this.waiting != null) ? this.waiting.poll() : null;
			if (change == null) {
				this.busy = false;
				return;
			}
		}
		change.accept(this::next);
	}

}
