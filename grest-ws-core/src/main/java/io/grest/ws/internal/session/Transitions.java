package io.grest.ws.internal.session;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Changes of a session's link, one after another, each of which may end on another
 * thread. No lock is held while they run.
 */
final class Transitions {

	// Guarded by this.
	private final Queue<Consumer<Runnable>> waiting = new ArrayDeque<>(1);

	private boolean busy;

	/**
	 * Run a change, after those that were asked for before.
	 * @param change the change, which calls its argument once at its end
	 */
	void run(Consumer<Runnable> change) {
		synchronized (this) {
			if (this.busy) {
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
			change = this.waiting.poll();
			if (change == null) {
				this.busy = false;
				return;
			}
		}
		change.accept(this::next);
	}

}
