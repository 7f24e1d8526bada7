package io.grest.ws.internal.topic;

import java.time.Duration;

import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.internal.call.GroupMember;
import io.grest.ws.topic.engine.Presences;
import reactor.core.publisher.Mono;

/**
 * Member that a topic shows, until it is removed or its connection closes. One whose
 * client is away for longer than the grace is not shown meanwhile: others neither see a
 * short loss of a socket nor somebody who has gone. Its methods are called by tasks of
 * the topic, unless they say otherwise, so that the engine receives changes in order.
 */
final class ShownMember implements GroupMember.AwayListener {

	private static final Duration RETRY = Duration.ofSeconds(5);

	// Of a topic that shows as many as it may, which many may wait for.
	private static final Duration RETRY_IF_FULL = Duration.ofMinutes(1);

	private final LocalTopic topic;

	private final TopicParts parts;

	private final GroupMember member;

	private final Presences.Member shown;

	/**
	 * <ol>
	 * <li>SHOWN: the engine has it, or is about to;</li>
	 * <li>HIDDEN: the client is away for longer than the grace. SHOWN may follow;</li>
	 * <li>REPLACED: the topic shows something else of the member;</li>
	 * <li>ENDED: it is no member any more.</li>
	 * </ol>
	 */
	private State state = State.SHOWN;

	// Changes with each time that the client is away or back.
	private int absence;

	// Changes with each time that the member is to be shown.
	private int attempt;

	ShownMember(LocalTopic topic, TopicParts parts, GroupMember member, Presences.Member shown) {
		this.topic = topic;
		this.parts = parts;
		this.member = member;
		this.shown = shown;
	}

	/**
	 * Show the member from now on. If the engine does not take it, it is tried again
	 * until it does.
	 * @return a {@code Mono} that replays the outcome of the first attempt
	 */
	Mono<Void> begin() {
		if (this.member.takesPositions()) {
			this.member.watch(this);
			if (this.member.isAway()) {
				leaveLater();
			}
		}
		return enter(this.attempt);
	}

	private Mono<Void> enter(int attempt) {
		Mono<Void> entered = this.parts.engine().presences().enter(this.topic.key(), this.shown).cache();
		entered.subscribe(null, (ex) -> {
			this.parts.log().notShown(this.topic.key(), ex);
			Duration retry = (ex instanceof TooManyRequestsException) ? RETRY_IF_FULL : RETRY;
			this.parts.later(retry, () -> this.topic.run(() -> enterAgain(attempt)));
		}, () -> this.topic.run(this::entered));
		return entered;
	}

	// Also while the client is away, and not yet for too long.
	private void enterAgain(int attempt) {
		if (this.attempt == attempt && this.state == State.SHOWN) {
			enter(attempt);
		}
	}

	// An engine may be late: it may have left before it had entered. One that has joined
	// anew is shown by another one.
	private void entered() {
		if (this.state == State.HIDDEN || (this.state == State.ENDED && !this.topic.has(this.member))) {
			leave();
		}
	}

	/**
	 * Handle that the client has lost its socket. For any thread.
	 */
	@Override
	public void away() {
		this.topic.run(this::leaveLater);
	}

	private void leaveLater() {
		int absence = ++this.absence;
		this.parts.later(this.parts.grace(), () -> this.topic.run(() -> {
			if (this.absence == absence && this.state == State.SHOWN) {
				this.state = State.HIDDEN;
				leave();
			}
		}));
	}

	/**
	 * Handle that the client is back. For any thread.
	 */
	@Override
	public void back() {
		this.topic.run(() -> {
			this.absence++;
			if (this.state == State.HIDDEN) {
				this.state = State.SHOWN;
				enter(++this.attempt);
			}
		});
	}

	/**
	 * Leave it to another one to show the member.
	 */
	void replaced() {
		end(State.REPLACED);
	}

	/**
	 * Show the member no longer.
	 */
	void ended() {
		boolean wasShown = this.state == State.SHOWN;
		end(State.ENDED);
		if (wasShown) {
			leave();
		}
	}

	private void end(State state) {
		this.state = state;
		if (!this.member.isClosed()) {
			this.member.unwatch(this);
		}
	}

	private void leave() {
		this.parts.engine().presences().leave(this.topic.key(), this.shown.connection()).subscribe(null, (ex) -> {
			// Shown until the lease of this node has ended, or until the engine is back.
		});
	}

	/**
	 * State of what is shown.
	 */
	private enum State {

		SHOWN, HIDDEN, REPLACED, ENDED

	}

}
