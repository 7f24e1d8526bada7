package io.grest.ws.internal.transport;

import java.util.function.Consumer;
import java.util.function.Predicate;

import io.grest.ws.internal.wire.OutboundFrame;
import org.jspecify.annotations.Nullable;

/**
 * What a queue does in one round of writing: it passes frames on, or drops them, and ends
 * after the last one. For the writing thread, unless a method says otherwise.
 */
final class QueueRound {

	private final Outlets outlets;

	private final FirstFrame first;

	private final WaitingFrames waiting;

	private final Turns turns;

	private final PassedFrames passed;

	private final boolean dropsOldest;

	private final TrafficLog traffic;

	private volatile boolean discarding;

	private volatile Consumer<OutboundFrame> whenDropped = (frame) -> {
	};

	// Runs once nothing waits any more. Later frames are dropped.
	private volatile @Nullable Runnable whenFinished;

	/**
	 * Create the rounds of a queue.
	 * @param outlets the transports
	 * @param first the first frame
	 * @param waiting the frames that wait
	 * @param turns the turns of sources
	 * @param passed the frames passed on
	 * @param dropsOldest whether messages over the limit of the queue are dropped
	 * @param traffic the log of frames
	 */
	QueueRound(Outlets outlets, FirstFrame first, WaitingFrames waiting, Turns turns, PassedFrames passed,
			boolean dropsOldest, TrafficLog traffic) {
		this.outlets = outlets;
		this.first = first;
		this.waiting = waiting;
		this.turns = turns;
		this.passed = passed;
		this.dropsOldest = dropsOldest;
		this.traffic = traffic;
	}

	/**
	 * Set the consumer of waiting frames that are dropped or withdrawn. For any thread.
	 */
	void whenDropped(Consumer<OutboundFrame> whenDropped) {
		this.whenDropped = whenDropped;
	}

	/**
	 * End once nothing waits any more. For any thread.
	 * @param whenFinished the callback, called once
	 */
	void finish(Runnable whenFinished) {
		this.whenFinished = whenFinished;
	}

	/**
	 * Drop frames from now on, in place of passing them on. For any thread.
	 */
	void discard() {
		this.discarding = true;
	}

	/**
	 * Return whether frames are dropped. For any thread.
	 */
	boolean isDiscarding() {
		return this.discarding;
	}

	/**
	 * Drop all frames that wait.
	 */
	void dropAll() {
		this.waiting.clear(this.whenDropped);
		this.turns.clear();
	}

	/**
	 * Drop some of the frames that wait.
	 * @param unwanted returns whether a frame is to be dropped
	 */
	void drop(Predicate<OutboundFrame> unwanted) {
		this.waiting.remove(unwanted, this.whenDropped);
	}

	/**
	 * Run a round.
	 * @return whether there is more to pass on after the thread has had the opportunity
	 * to read
	 */
	boolean passOn() {
		boolean more = false;
		WaitingFrames.Load load = this.waiting.load();
		this.traffic.waiting((int) load.frames(), load.bytes());
		this.first.pass(this.passed);
		if (this.discarding) {
			dropAll();
			this.outlets.pass(this.first);
		}
		else if (!this.first.isHolding()) {
			this.passed.passPing();
			more = this.outlets.pass(this.first) && this.turns.pass(this.passed);
			if (this.dropsOldest) {
				this.waiting.dropOldest();
			}
		}
		this.passed.endRound();
		// Even if nothing waited when this round began: a frame may have been added and
		// written.
		this.outlets.listener().roundEnded();
		finishIfEmpty();
		return more;
	}

	private void finishIfEmpty() {
		Runnable finished = this.whenFinished;
		if (finished != null && !this.first.isWaiting() && (this.discarding || this.waiting.isEmpty())) {
			this.discarding = true;
			this.whenFinished = null;
			finished.run();
		}
	}

}
