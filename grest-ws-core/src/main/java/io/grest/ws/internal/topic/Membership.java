package io.grest.ws.internal.topic;

import java.util.function.Consumer;

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
final class Membership implements Runnable {

	private final Consumer<Membership> whenClosed;

	private final GroupMember member;

	// Null once the outcome is known.
	private Sinks.@Nullable One<Joined> joined = Sinks.one();

	// What is to be cancelled at the end.
	private @Nullable Disposable loading;

	// Written by any thread.
	private volatile @Nullable Runnable whenEnded;

	// Whether it has been sent what it has missed.
	private volatile boolean hears;

	private boolean ended;

	Membership(Consumer<Membership> whenClosed, GroupMember member) {
		this.whenClosed = whenClosed;
		this.member = member;
	}

	GroupMember member() {
		return this.member;
	}

	/**
	 * Return whether the member hears the topic. For any thread.
	 */
	boolean hears() {
		return this.hears;
	}

	/**
	 * Return whether nothing is to be sent to the member any more.
	 */
	boolean isOver() {
		return this.ended || this.member.isClosed();
	}

	/**
	 * Return the outcome. Called before it is known.
	 */
	Mono<Joined> outcome() {
		return (this.joined != null) ? this.joined.asMono() : Mono.empty();
	}

	void whenEnded(Runnable listener) {
		this.whenEnded = listener;
	}

	void load(Disposable loading) {
		this.loading = loading;
		if (this.ended) {
			loading.dispose();
		}
	}

	/**
	 * Hear the topic from now on.
	 */
	void join(Joined outcome) {
		this.hears = true;
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
		this.hears = true;
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

	/**
	 * End, which the topic has noted.
	 */
	void end(Throwable reason) {
		this.ended = true;
		this.hears = false;
		this.member.forget(this);
		if (this.loading != null) {
			this.loading.dispose();
		}
		Runnable listener = this.whenEnded;
		if (listener != null) {
			listener.run();
		}
		fail(reason);
	}

	/**
	 * Handle that the connection has closed. For any thread.
	 */
	@Override
	public void run() {
		this.whenClosed.accept(this);
	}

}
