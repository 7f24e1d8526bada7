package io.grest.ws.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.topic.engine.Presences.Member;
import org.jspecify.annotations.Nullable;

/**
 * Members of this node that one topic shows, and their changes that Redis does not have
 * yet. Belongs to the lane of the presences.
 */
final class PresenceTopic {

	private static final int BATCH = 200;

	private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private static final int SENT_AT_ONCE = 8;

	private final String name;

	private final Map<String, Member> members = new HashMap<>();

	private final Map<String, Pending> pending = new LinkedHashMap<>();

	private @Nullable String registered;

	private boolean busy;

	private boolean scheduled;

	private long window = System.nanoTime();

	private int sentInWindow;

	PresenceTopic(String name) {
		this.name = name;
	}

	String name() {
		return this.name;
	}

	/**
	 * Note a change. A former one of the same connection that was not sent is part of it.
	 * @param member the member, or {@code null} if it leaves
	 */
	void change(String connection, @Nullable Member member, CompletableFuture<Void> outcome) {
		if (member != null) {
			this.members.put(connection, member);
		}
		else {
			this.members.remove(connection);
		}
		note(connection, member).outcomes.add(outcome);
	}

	private Pending note(String connection, @Nullable Member member) {
		Pending former = this.pending.remove(connection);
		Pending change = new Pending(connection, member, (former != null) ? former.outcomes : new ArrayList<>());
		this.pending.put(connection, change);
		return change;
	}

	/**
	 * Enter all members anew.
	 */
	void again() {
		this.members.forEach(this::note);
	}

	List<Pending> take() {
		List<Pending> batch = this.pending.values().stream().limit(BATCH).toList();
		batch.forEach((each) -> this.pending.remove(each.connection));
		return batch;
	}

	/**
	 * Handle that a batch has been sent.
	 * @param refused the connections that there was no room for
	 */
	void sent(List<Pending> batch, Set<String> refused) {
		for (Pending each : batch) {
			if (refused.contains(each.connection)) {
				this.members.remove(each.connection, each.member);
				each.fail(new TooManyRequestsException("The topic shows as many members as it may"));
			}
			else {
				each.outcomes.forEach((outcome) -> outcome.complete(null));
			}
		}
	}

	/**
	 * Handle that nobody knows whether a batch has been sent: none of it is to be shown,
	 * unless there are later changes. What nobody waits for is sent again as it is, such
	 * as a member that was shown before and is entered anew.
	 */
	void failed(List<Pending> batch, Throwable ex) {
		for (Pending each : batch) {
			if (!this.pending.containsKey(each.connection)) {
				failed(each);
			}
			each.fail(ex);
		}
	}

	private void failed(Pending change) {
		if (change.outcomes.isEmpty()) {
			note(change.connection, change.member);
		}
		else {
			this.members.remove(change.connection);
			note(change.connection, null);
		}
	}

	boolean hasPending() {
		return !this.pending.isEmpty();
	}

	boolean isEmpty() {
		return this.members.isEmpty() && this.pending.isEmpty();
	}

	/**
	 * Return whether a node is noted to have members here.
	 */
	boolean isRegistered(String node) {
		return node.equals(this.registered);
	}

	void registered(@Nullable String node) {
		this.registered = node;
	}

	boolean isBusy() {
		return this.busy || this.scheduled;
	}

	void scheduled() {
		this.scheduled = true;
	}

	void begin() {
		this.scheduled = false;
		this.busy = true;
		this.sentInWindow++;
	}

	void end() {
		this.busy = false;
	}

	/**
	 * Return how long the next batch has to wait: a few are sent at once, then no more
	 * until the window is over.
	 */
	long nanosToWait() {
		long passed = System.nanoTime() - this.window;
		if (passed >= WINDOW_NANOS) {
			this.window += passed;
			this.sentInWindow = 0;
		}
		return (this.sentInWindow < SENT_AT_ONCE) ? 0 : WINDOW_NANOS - passed;
	}

	/**
	 * Change that Redis does not have yet.
	 *
	 * @param connection the id of the connection
	 * @param member the member, or {@code null} if it leaves
	 * @param outcomes who waits for it
	 */
	record Pending(String connection, @Nullable Member member, List<CompletableFuture<Void>> outcomes) {

		void fail(Throwable ex) {
			this.outcomes.forEach((outcome) -> outcome.completeExceptionally(ex));
		}

	}

}
