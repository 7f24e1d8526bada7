package io.grest.ws.internal.topic;

import io.grest.ws.internal.call.GroupMember;
import io.grest.ws.topic.engine.Joined;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Membership of a connection in a topic, from when it begins to join until it is removed
 * or closes. A connection that joins again has another one, so that nothing of the first
 * is sent any more. Its methods are called by tasks of the topic, unless they say
 * otherwise.
 */
final class Membership implements Runnable, GroupMember.AwayListener {

	private final LocalTopic topic;

	private final GroupMember member;

	// Null once the outcome is known.
	private Sinks.@Nullable One<Joined> joined = Sinks.one();

	// What is to be cancelled at the end.
	private @Nullable Disposable loading;

	// Null if the topic does not show the member.
	private @Nullable ShownMember shown;

	/**
	 * <ol>
	 * <li>JOINING: it has not been sent what it has missed;</li>
	 * <li>HEARING: it hears the topic;</li>
	 * <li>BEHIND: it is a member, but away, or is sent what it has missed meanwhile;
	 * HEARING follows;</li>
	 * <li>ENDED: it is sent nothing any more.</li>
	 * </ol>
	 * Read by any thread.
	 */
	private volatile State state = State.JOINING;

	private boolean isAway;

	// Whether messages that it may not have are in no history any more.
	private boolean hasMissedFork;

	// What goes on when the member is back.
	private @Nullable Runnable whenBack;

	// Whether it was told that messages are dropped, and has not taken one since.
	private boolean isSlow;

	Membership(LocalTopic topic, GroupMember member) {
		this.topic = topic;
		this.member = member;
	}

	GroupMember member() {
		return this.member;
	}

	/**
	 * Return whether the member hears the topic. For any thread.
	 */
	boolean hears() {
		return this.state == State.HEARING;
	}

	/**
	 * Return whether the member has joined. For any thread.
	 */
	boolean hasJoined() {
		return this.state == State.HEARING || this.state == State.BEHIND;
	}

	/**
	 * Return whether nothing is to be sent to the member any more.
	 */
	boolean isOver() {
		return this.state == State.ENDED || this.member.isClosed();
	}

	/**
	 * Return the outcome. Called before it is known.
	 */
	Mono<Joined> outcome() {
		return (this.joined != null) ? this.joined.asMono() : Mono.empty();
	}

	/**
	 * Return whether the outcome was told.
	 */
	boolean isTold() {
		return this.joined == null;
	}

	/**
	 * Show the member to others, in place of what was shown of it.
	 * @return a {@code Mono} that replays the outcome
	 */
	Mono<Void> show(ShownMember shown) {
		if (this.shown != null) {
			this.shown.replaced();
		}
		this.shown = shown;
		return shown.begin();
	}

	void load(Disposable loading) {
		this.loading = loading;
		if (this.state == State.ENDED) {
			loading.dispose();
		}
	}

	/**
	 * Hear the topic from now on. Called while the member is not away.
	 */
	void join(Joined outcome) {
		this.state = State.HEARING;
		this.loading = null;
		tell(outcome);
	}

	/**
	 * Tell the outcome, unless it was told.
	 */
	void tell(Joined outcome) {
		Sinks.One<Joined> joined = this.joined;
		if (joined != null) {
			this.joined = null;
			joined.tryEmitValue(outcome);
		}
	}

	/**
	 * Hear the topic from now on, although joining has failed.
	 */
	void joinLater(Throwable failure) {
		this.state = State.HEARING;
		fail(failure);
	}

	/**
	 * Tell that joining has failed for now, unless the outcome was told.
	 */
	void fail(Throwable failure) {
		Sinks.One<Joined> joined = this.joined;
		if (joined != null) {
			this.joined = null;
			joined.tryEmitError(failure);
		}
	}

	// Times that the member is away

	/**
	 * Follow whether the member is away, which it may be already.
	 */
	void watch() {
		this.member.watch(this);
		this.isAway = this.member.isAway();
	}

	/**
	 * Handle that the member has lost its socket. For any thread.
	 */
	@Override
	public void away() {
		this.topic.run(() -> this.topic.away(this));
	}

	/**
	 * Handle that the member is back. For any thread.
	 */
	@Override
	public void back() {
		this.topic.run(this::goOn);
	}

	boolean isAway() {
		return this.isAway;
	}

	/**
	 * Be away from now on.
	 */
	void leave() {
		this.isAway = true;
	}

	/**
	 * Hear nothing, although it has joined.
	 * @param whenBack goes on when the member is back
	 */
	void fallBack(Runnable whenBack) {
		this.state = State.BEHIND;
		this.whenBack = whenBack;
	}

	/**
	 * Wait until the member is back.
	 * @param whenBack goes on then
	 */
	void waitUntilBack(Runnable whenBack) {
		this.whenBack = whenBack;
	}

	private void goOn() {
		Runnable whenBack = this.whenBack;
		this.isAway = false;
		this.whenBack = null;
		if (whenBack != null && !isOver()) {
			whenBack.run();
		}
	}

	/**
	 * Handle that the history is another one, while the member hears nothing. What it is
	 * sent from its position on may then lack messages that this node has heard.
	 */
	void missesFork() {
		this.hasMissedFork = true;
	}

	/**
	 * Return whether it has missed that the history is another one, for the first time.
	 */
	boolean learnsOfFork() {
		boolean hasMissed = this.hasMissedFork;
		this.hasMissedFork = false;
		return hasMissed;
	}

	// Times that the member is slow

	/**
	 * Handle that messages to the member are dropped.
	 * @return whether it has to be told
	 */
	boolean fallsBehind() {
		boolean isFirst = !this.isSlow;
		this.isSlow = true;
		return isFirst;
	}

	/**
	 * Handle that there is room for messages to the member.
	 */
	void keepsUp() {
		if (this.isSlow) {
			this.isSlow = false;
		}
	}

	/**
	 * End, which the topic has noted.
	 */
	void end(Throwable reason) {
		this.state = State.ENDED;
		this.member.forget(this);
		this.whenBack = null;
		if (!this.member.isClosed()) {
			this.member.unwatch(this);
		}
		if (this.loading != null) {
			this.loading.dispose();
		}
		if (this.shown != null) {
			this.shown.ended();
		}
		fail(reason);
	}

	/**
	 * Handle that the connection has closed. For any thread.
	 */
	@Override
	public void run() {
		this.topic.closed(this);
	}

	/**
	 * State of a membership.
	 */
	private enum State {

		JOINING, HEARING, BEHIND, ENDED

	}

}
