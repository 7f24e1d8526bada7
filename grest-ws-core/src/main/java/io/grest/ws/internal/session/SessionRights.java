package io.grest.ws.internal.session;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.grest.ws.internal.call.Caller;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * Peer of a session and the end of its rights, at which the session ends. A peer whose
 * frames are not read at that time may have sent new credentials, so it has a while
 * longer to be read; its calls are refused meanwhile.
 */
final class SessionRights implements Supplier<Caller> {

	private static final Duration UNTIL_READ = Duration.ofMillis(200);

	private final SessionTimer timer;

	private final BooleanSupplier isUnread;

	private final Runnable expired;

	private final int patience;

	private final Disposable.Swap end = Disposables.swap();

	private volatile Caller caller;

	// From the end of the handshake on, which rejects a peer without rights itself.
	private volatile boolean open;

	/**
	 * Create rights.
	 * @param caller the peer at the beginning
	 * @param timer the timer of the session
	 * @param isUnread whether the peer's frames are not read at present
	 * @param limit the limit of the time for which an unread peer may stay
	 * @param expired ends the session
	 */
	SessionRights(Caller caller, SessionTimer timer, BooleanSupplier isUnread, Duration limit, Runnable expired) {
		this.caller = caller;
		this.timer = timer;
		this.isUnread = isUnread;
		this.patience = (int) Math.min(limit.dividedBy(UNTIL_READ), Integer.MAX_VALUE);
		this.expired = expired;
	}

	@Override
	public Caller get() {
		return this.caller;
	}

	/**
	 * Use another caller from now on.
	 */
	void use(Caller caller) {
		this.caller = caller;
		if (this.open) {
			arm();
		}
	}

	/**
	 * End the session with the rights from now on.
	 */
	void open() {
		this.open = true;
		arm();
	}

	private void arm() {
		Caller caller = this.caller;
		this.end.update((caller.expiresAt() != null)
				? this.timer.later(caller.remaining().plusMillis(1), () -> ended(caller)) : null);
	}

	// A timer may be early.
	private void ended(Caller caller) {
		if (caller != this.caller) {
			return;
		}
		if (!caller.hasEnded()) {
			arm();
		}
		else {
			endOrWait(caller, this.isUnread.getAsBoolean() ? this.patience : 0);
		}
	}

	private void endOrWait(Caller caller, int rounds) {
		if (caller != this.caller) {
			return;
		}
		if (rounds == 0) {
			this.expired.run();
			return;
		}
		// A frame that is read at last takes one more round to be judged.
		int left = this.isUnread.getAsBoolean() ? rounds - 1 : 0;
		this.end.update(this.timer.later(UNTIL_READ, () -> endOrWait(caller, left)));
	}

	/**
	 * Run a task later.
	 */
	Disposable later(Duration delay, Runnable task) {
		return this.timer.later(delay, task);
	}

	/**
	 * Release the timer.
	 */
	void release() {
		this.end.dispose();
	}

}
