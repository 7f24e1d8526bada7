package io.grest.ws.internal.topic;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.grest.ws.error.ConnectionClosedException;
import io.grest.ws.internal.call.GroupMember;
import io.grest.ws.topic.engine.Joined;
import io.grest.ws.topic.engine.Page;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.TopicMessage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Sinks;

/**
 * Sending of what a member has missed, before it hears its topic as all others do. A
 * batch is sent when the member has taken the one before. Each step is a task of the
 * topic, so that the last one and the next message do not overlap.
 */
final class CatchUp {

	private static final int BATCH = 64;

	private static final int MOST = 10_000;

	private static final Duration WAIT = Duration.ofMillis(5);

	private final TopicHub hub;

	private final LocalTopic topic;

	private final GroupMember member;

	private final Sinks.One<Joined> joined;

	private Position position;

	private int recovered;

	CatchUp(TopicHub hub, LocalTopic topic, GroupMember member, Position since, Sinks.One<Joined> joined) {
		this.hub = hub;
		this.topic = topic;
		this.member = member;
		this.position = since;
		this.joined = joined;
	}

	/**
	 * Send the next batch, or end.
	 */
	void next() {
		Position last = this.topic.feed().last();
		if (this.member.isClosed()) {
			this.joined.tryEmitError(new ConnectionClosedException());
		}
		else if (this.position.equals(last)) {
			this.topic.joined(this.member, this.joined, this.recovered, null);
		}
		else if (this.recovered >= MOST) {
			end(Joined.Lost.TOO_MANY);
		}
		else if (this.member.isWaiting()) {
			this.hub.later(WAIT, () -> this.topic.run(this::next));
		}
		else {
			List<TopicMessage> known = this.topic.feed().after(this.position, BATCH);
			if (known != null) {
				send(known);
			}
			else {
				read(last);
			}
		}
	}

	private void send(List<TopicMessage> messages) {
		for (TopicMessage message : messages) {
			this.topic.send(this.member, message.envelope());
			this.position = Objects.requireNonNull(message.position());
			this.recovered++;
		}
		this.topic.run(this::next);
	}

	// A position beyond the topic's last one is of another history, or was told by
	// another node before this one has received it: the engine knows.
	private void read(@Nullable Position last) {
		this.topic.feed()
			.read(this.position, BATCH)
			.subscribe((page) -> this.topic.run(() -> read(page)), (ex) -> this.topic.run(() -> failed(ex)));
	}

	private void read(Page page) {
		if (page.state() != Page.State.WHOLE) {
			end(Joined.Lost.of(page.state()));
		}
		else if (page.messages().isEmpty()) {
			waitForNode();
		}
		else {
			send(page.messages());
		}
	}

	// The member has all there is, and more than this node has received so far.
	private void waitForNode() {
		this.topic.feed().check(this.position);
		this.hub.later(WAIT, () -> this.topic.run(this::next));
	}

	private void end(Joined.Lost why) {
		this.hub.missed(this.topic.key(), why);
		this.topic.joined(this.member, this.joined, this.recovered, why);
	}

	private void failed(Throwable ex) {
		this.topic.joined(this.member, Sinks.one(), this.recovered, null);
		this.joined.tryEmitError(ex);
	}

}
