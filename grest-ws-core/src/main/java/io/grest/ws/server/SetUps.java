package io.grest.ws.server;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/**
 * Set-ups of connections under way, and the requests that wait for their turn, in the
 * order of their arrival. Safe to use from any thread; nothing is notified under the
 * lock.
 */
final class SetUps {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private static final long BURST = SECOND / 10;

	private static final long TICK_MILLIS = 10;

	// Not longer than clients wait at most by default, so that they may heed it.
	private static final int LONGEST_RETRY = 30;

	private final SetUpLimits limits;

	private final Scheduler scheduler;

	private final long interval;

	// All below is guarded by this.

	private final Set<Turn> waiting = new LinkedHashSet<>();

	private int running;

	private long nextFree;

	private boolean ticking;

	private boolean woken;

	// Refused requests that are expected back, and since when that number holds.
	private double expected;

	private long expectedAt;

	SetUps(SetUpLimits limits, Scheduler scheduler) {
		this.limits = limits;
		this.scheduler = scheduler;
		this.interval = (limits.perSecond() > 0) ? SECOND / limits.perSecond() : 0;
		this.nextFree = now();
		this.expectedAt = now();
	}

	SetUpLimits limits() {
		return this.limits;
	}

	/**
	 * Return the turn of a request, which has not entered yet.
	 */
	Turn newTurn() {
		return new Turn();
	}

	/**
	 * Return the number of requests that wait.
	 */
	synchronized int waiting() {
		return this.waiting.size();
	}

	/**
	 * Return after how many seconds a refused client should come back: at random in the
	 * time that those who wait, and those who were refused before, are expected to take,
	 * so that clients that were refused together do not return together.
	 */
	synchronized int retryAfter() {
		long now = now();
		double gone = (now - this.expectedAt) * (double) this.limits.rate() / SECOND;
		this.expected = Math.max(0, this.expected - gone) + 1;
		this.expectedAt = now;
		double seconds = 2 * (this.expected + this.waiting.size()) / this.limits.rate();
		return 1 + (int) (ThreadLocalRandom.current().nextDouble() * Math.min(seconds, LONGEST_RETRY));
	}

	/**
	 * Refuse all that wait, as the server is going away.
	 */
	void refuseWaiting() {
		List<Turn> all;
		synchronized (this) {
			all = List.copyOf(this.waiting);
			this.waiting.clear();
			all.forEach((turn) -> turn.state = State.ENDED);
		}
		all.forEach((turn) -> turn.notify(Outcome.DRAINING));
	}

	private long now() {
		return this.scheduler.now(TimeUnit.NANOSECONDS);
	}

	// Guarded by this.
	private boolean mayBegin(long now) {
		if (this.limits.concurrent() > 0 && this.running >= this.limits.concurrent()) {
			return false;
		}
		if (this.interval > 0) {
			if (this.nextFree - now > Math.max(0, BURST - this.interval)) {
				return false;
			}
			this.nextFree = Math.max(now, this.nextFree) + this.interval;
		}
		this.running++;
		return true;
	}

	private synchronized @Nullable Outcome enter(Turn turn) {
		long now = now();
		if (turn.state != State.NEW) {
			return Outcome.LATE;
		}
		if (this.waiting.isEmpty() && mayBegin(now)) {
			turn.state = State.RUNNING;
			return Outcome.BEGUN;
		}
		if (this.waiting.size() >= this.limits.waiting() || !tick()) {
			turn.state = State.ENDED;
			return Outcome.FULL;
		}
		turn.state = State.WAITING;
		turn.until = now + this.limits.waitTimeout().toNanos();
		this.waiting.add(turn);
		return null;
	}

	// Guarded by this.
	private boolean tick() {
		this.ticking = this.ticking || schedule(this::ticked, TICK_MILLIS);
		return this.ticking;
	}

	private boolean schedule(Runnable task, long millis) {
		try {
			this.scheduler.schedule(task, millis, TimeUnit.MILLISECONDS);
			return true;
		}
		catch (RejectedExecutionException ex) {
			// Shut down, and with it the application.
			return false;
		}
	}

	private void ticked() {
		release();
		boolean over;
		synchronized (this) {
			this.ticking = false;
			over = !this.waiting.isEmpty() && !tick();
		}
		if (over) {
			refuseWaiting();
		}
	}

	private void woken() {
		synchronized (this) {
			this.woken = false;
		}
		release();
	}

	private void release() {
		List<Turn> late = new ArrayList<>();
		List<Turn> begun = new ArrayList<>();
		synchronized (this) {
			long now = now();
			for (Iterator<Turn> each = this.waiting.iterator(); each.hasNext();) {
				Turn turn = each.next();
				boolean isLate = turn.until - now <= 0;
				if (!isLate && !mayBegin(now)) {
					break;
				}
				each.remove();
				turn.state = isLate ? State.ENDED : State.RUNNING;
				(isLate ? late : begun).add(turn);
			}
		}
		late.forEach((turn) -> turn.notify(Outcome.LATE));
		begun.forEach((turn) -> turn.notify(Outcome.BEGUN));
	}

	private void end(Turn turn) {
		if (endAndWake(turn) && !schedule(this::woken, 0)) {
			refuseWaiting();
		}
	}

	private synchronized boolean endAndWake(Turn turn) {
		State before = turn.state;
		turn.state = State.ENDED;
		this.waiting.remove(turn);
		if (before != State.RUNNING) {
			return false;
		}
		this.running--;
		boolean wake = !this.woken && !this.waiting.isEmpty();
		this.woken = this.woken || wake;
		return wake;
	}

	/**
	 * What becomes of a request.
	 */
	enum Outcome {

		/**
		 * May go on.
		 */
		BEGUN,

		/**
		 * Refused, as too many wait.
		 */
		FULL,

		/**
		 * Refused, as it has waited for too long.
		 */
		LATE,

		/**
		 * Refused, as the server is going away.
		 */
		DRAINING

	}

	private enum State {

		NEW, WAITING, RUNNING, ENDED

	}

	/**
	 * Turn of one request.
	 *
	 * <ul>
	 * <li>NEW: has not entered; leads to RUNNING, WAITING, or ENDED if it is
	 * refused;</li>
	 * <li>WAITING: leads to RUNNING, or to ENDED if it is refused or its client
	 * leaves;</li>
	 * <li>RUNNING: counts among the set-ups at once; leads to ENDED with the
	 * handshake;</li>
	 * <li>ENDED.</li>
	 * </ul>
	 */
	final class Turn {

		// Guarded by the set-ups, as is the time.
		private State state = State.NEW;

		private long until;

		private volatile @Nullable MonoSink<Outcome> sink;

		/**
		 * Enter: begin, wait, or be refused.
		 * @return what becomes of the request, at once if it does not wait, otherwise on
		 * a thread of the scheduler
		 */
		Mono<Outcome> enter() {
			return Mono.create((sink) -> {
				this.sink = sink;
				Outcome outcome = SetUps.this.enter(this);
				if (outcome != null) {
					notify(outcome);
				}
			});
		}

		private void notify(Outcome outcome) {
			MonoSink<Outcome> sink = this.sink;
			// The sink holds the request.
			this.sink = null;
			if (sink != null) {
				sink.success(outcome);
			}
		}

		/**
		 * End the set-up, or no longer wait. Only the first call counts.
		 */
		void end() {
			SetUps.this.end(this);
		}

	}

}
