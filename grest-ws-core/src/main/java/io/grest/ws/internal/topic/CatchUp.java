package io.grest.ws.internal.topic;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.internal.call.GroupMember;
import io.grest.ws.topic.engine.Joined;
import io.grest.ws.topic.engine.Page;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.TopicMessage;
import org.jspecify.annotations.Nullable;

/**
 * Sending of what a member has missed, before it hears its topic as all others do. A
 * batch is sent when the member has taken the one before. Each step is a task of the
 * topic, so that the last one and the next message do not overlap.
 */
final class CatchUp {

	private static final int BATCH = 64;

	// What many members have missed is read once, and kept for the others.
	private static final int READ = 200;

	private static final int MOST = 10_000;

	private static final Duration WAIT = Duration.ofMillis(5);

	// Of a member that takes nothing for long, among many that have come back.
	private static final Duration LONGEST_WAIT = Duration.ofMillis(100);

	private static final Duration LONG_WAIT = Duration.ofSeconds(1);

	private final TopicParts parts;

	private final LocalTopic topic;

	private final Membership membership;

	private Position position;

	// What was read and not sent yet.
	private List<TopicMessage> ahead = List.of();

	private int recovered;

	private Duration wait = WAIT;

	private Joined.@Nullable Lost lost;

	// Whether the outcome is known although not all is sent yet.
	private boolean isTold;

	// Whether the member is told at the end that it was sent all.
	private boolean hasVerdict;

	/**
	 * Create the sending of messages to a member.
	 * @param since the position of the last message that the member knows
	 * @param hasVerdict whether the member, if it takes positions, is told at the end
	 * that it was sent all; what is lost it is told at once
	 */
	CatchUp(TopicParts parts, LocalTopic topic, Membership membership, Position since, boolean hasVerdict) {
		this.hasVerdict = hasVerdict;
		this.parts = parts;
		this.topic = topic;
		this.membership = membership;
		this.position = since;
	}

	/**
	 * Send the next batch, or end.
	 */
	void next() {
		Position last = this.topic.feed().last();
		if (this.membership.isOver()) {
			return;
		}
		if (last != null && this.membership.learnsOfFork()) {
			skip(Joined.Lost.FORKED, last);
		}
		else if (this.membership.isAway()) {
			waitUntilBack();
		}
		else if (this.position.equals(last)) {
			if (this.hasVerdict) {
				this.topic.sender().recovered(this.membership.member(), last, this.recovered);
			}
			this.membership.join(new Joined(last, this.recovered, this.lost));
		}
		else if (this.membership.member().isWaiting()) {
			waitForMember();
		}
		else {
			sendNext(last);
		}
	}

	private void sendNext(@Nullable Position last) {
		List<TopicMessage> known = this.topic.feed().window().after(this.position, BATCH);
		if (known != null) {
			this.ahead = List.of();
			send(known, Objects.requireNonNull(last));
		}
		else if (!this.ahead.isEmpty()) {
			sendAhead(last);
		}
		else {
			read(READ, this::read);
		}
	}

	private void sendAhead(@Nullable Position last) {
		int size = Math.min(BATCH, this.ahead.size());
		List<TopicMessage> batch = this.ahead.subList(0, size);
		this.ahead = this.ahead.subList(size, this.ahead.size());
		Position end = Objects.requireNonNull(batch.get(size - 1).position());
		send(batch, (last != null && last.offset() > end.offset()) ? last : end);
	}

	// A client that is not accepted yet takes nothing, and may be accepted only once this
	// outcome is known: it is told as soon as it is sure that nothing is missing.
	private void waitForMember() {
		if (isKnown() || ((SocketConnection<?>) this.membership.member()).isOpen()) {
			again();
		}
		else {
			look();
		}
	}

	private boolean isKnown() {
		return this.isTold || this.membership.isTold();
	}

	// Whoever waits for the outcome does not wait for the member.
	private void waitUntilBack() {
		if (isKnown()) {
			this.membership.waitUntilBack(this::next);
		}
		else {
			look();
		}
	}

	private void look() {
		Position last = this.topic.feed().last();
		if (last != null && this.topic.feed().window().after(this.position, 1) != null) {
			tell(new Page(Page.State.WHOLE, List.of(), last));
		}
		else {
			read(1, this::tell);
		}
	}

	private void tell(Page page) {
		if (page.state() != Page.State.WHOLE) {
			skip(Joined.Lost.of(page.state()), page.top());
		}
		else if (isTooMuch(page.top())) {
			skip(Joined.Lost.TOO_MANY, page.top());
		}
		else {
			int all = this.recovered + (int) (page.top().offset() - this.position.offset());
			this.isTold = true;
			this.membership.tell(new Joined(page.top(), all, this.lost));
			again();
		}
	}

	private void again() {
		this.parts.later(this.wait, () -> this.topic.run(this::next));
		Duration twice = this.wait.multipliedBy(2);
		this.wait = (twice.compareTo(LONGEST_WAIT) < 0) ? twice : LONGEST_WAIT;
	}

	// Nothing is sent in vain, unless more is published meanwhile than the member takes.
	private boolean isTooMuch(Position top) {
		return this.recovered + top.offset() - this.position.offset() > MOST;
	}

	private void send(List<TopicMessage> messages, Position top) {
		if (isTooMuch(top)) {
			skip(Joined.Lost.TOO_MANY, top);
			return;
		}
		for (TopicMessage message : messages) {
			GroupMember.Outcome outcome = this.topic.sender().send(this.membership, message);
			this.position = Objects.requireNonNull(message.position());
			if (outcome == GroupMember.Outcome.SENT) {
				this.recovered++;
			}
			else if (outcome != null) {
				this.hasVerdict = false;
			}
		}
		this.wait = WAIT;
		this.topic.run(this::next);
	}

	// A position beyond the topic's last one is of another history, or was told by
	// another node before this one has received it: the engine knows.
	private void read(int limit, Consumer<Page> then) {
		this.topic.feed().read(this.position, limit).subscribe((page) -> this.topic.run(() -> {
			if (!this.membership.isOver()) {
				then.accept(page);
			}
		}), (ex) -> this.topic.run(() -> failed(ex)));
	}

	private void read(Page page) {
		if (this.membership.isAway()) {
			waitUntilBack();
		}
		else if (page.state() != Page.State.WHOLE) {
			skip(Joined.Lost.of(page.state()), page.top());
		}
		else if (page.messages().isEmpty()) {
			waitForNode();
		}
		else if (isTooMuch(page.top())) {
			skip(Joined.Lost.TOO_MANY, page.top());
		}
		else {
			keep(page.messages());
			this.ahead = page.messages();
			this.topic.run(this::next);
		}
	}

	private void keep(List<TopicMessage> read) {
		Position last = this.topic.feed().last();
		if (last != null) {
			this.topic.feed().window().addBefore(read, last);
		}
	}

	// The member has all there is, and more than this node has received so far.
	private void waitForNode() {
		this.topic.feed().check(this.position);
		again();
	}

	// This node may be behind, and is not heard before it has passed what was sent.
	private void skip(Joined.Lost why, Position top) {
		if (this.isTold) {
			this.parts.statistics().lose();
		}
		this.parts.log().missed(this.topic.key(), why);
		this.ahead = List.of();
		this.lost = (this.lost != null) ? this.lost : why;
		this.hasVerdict = false;
		this.position = top;
		this.topic.sender().lost(this.membership.member(), top, why);
		this.topic.run(this::next);
	}

	// The member is told, and hears the topic when it has been sent what it has missed.
	private void failed(Throwable ex) {
		if (!this.membership.isOver()) {
			this.isTold = true;
			this.membership.fail(ex);
			this.parts.later(LONG_WAIT, () -> this.topic.run(this::next));
		}
	}

}
