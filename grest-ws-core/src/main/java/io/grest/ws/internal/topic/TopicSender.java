package io.grest.ws.internal.topic;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

import io.grest.ws.internal.call.GroupMember;
import io.grest.ws.internal.call.GroupMessage;
import io.grest.ws.internal.call.GroupSend;
import io.grest.ws.internal.wire.TopicNames;
import io.grest.ws.topic.engine.Envelope;
import io.grest.ws.topic.engine.Joined;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.TopicKey;
import io.grest.ws.topic.engine.TopicMessage;
import org.jspecify.annotations.Nullable;

/**
 * Sending of a topic's messages to its members on this node, and of positions to those
 * that take them. Its methods are called by tasks of the topic, unless they say
 * otherwise.
 */
final class TopicSender {

	private static final String TOO_LARGE = "too-large";

	private static final String SLOW = "slow";

	private final TopicKey key;

	// As on the wire, once it is of use: most topics of a node with many are silent.
	private @Nullable String name;

	TopicSender(TopicKey key) {
		this.key = key;
	}

	// By any thread: all of them make the same one.
	private String name() {
		String name = this.name;
		if (name == null) {
			name = TopicNames.encode(this.key.contract(), this.key.name());
			this.name = name;
		}
		return name;
	}

	/**
	 * Return whether a member is told its positions. For any thread.
	 */
	boolean isPlaced(GroupMember member) {
		return this.key.hasHistory() && member.takesPositions();
	}

	/**
	 * Note that a member begins to join. For any thread.
	 * @return the position that it has brought, or {@code null} for none
	 */
	@Nullable Position joins(GroupMember member) {
		String text = isPlaced(member) ? member.joins(name()) : null;
		return (text != null) ? Position.parse(text).orElse(null) : null;
	}

	/**
	 * Note that a member has left.
	 */
	void leaves(GroupMember member) {
		if (isPlaced(member)) {
			member.leaves(name());
		}
	}

	/**
	 * Send a message to the members that hear the topic.
	 */
	void send(Iterable<Membership> members, TopicMessage message) {
		send(members, message, (membership) -> membership.hears() ? membership.member() : null,
				(membership, outcome) -> sent(membership, message, outcome));
	}

	/**
	 * Send a message to one member.
	 * @return what became of it, or {@code null} if it is not for this one
	 */
	GroupMember.@Nullable Outcome send(Membership only, TopicMessage message) {
		GroupMember.@Nullable Outcome[] outcome = new GroupMember.Outcome[1];
		send(List.of(only), message, Membership::member, (membership, sent) -> {
			outcome[0] = sent;
			sent(membership, message, sent);
		});
		return outcome[0];
	}

	private void send(Iterable<Membership> members, TopicMessage message,
			Function<Membership, @Nullable GroupMember> connection, BiConsumer<Membership, GroupMember.Outcome> sent) {
		Envelope envelope = message.envelope();
		GroupMessage.Place place = place(message);
		String except = envelope.except();
		Function<Membership, @Nullable GroupMember> others = (except == null) ? connection : (membership) -> {
			GroupMember member = connection.apply(membership);
			return (member != null) ? unless(except, member, message) : null;
		};
		GroupSend.send(members, others, (source) -> source.encodedMessage(envelope.path(), envelope.json(), place),
				sent);
	}

	private GroupMessage.@Nullable Place place(TopicMessage message) {
		Position position = message.position();
		return (this.key.hasHistory() && position != null) ? new GroupMessage.Place(name(), position.toString()) : null;
	}

	// Its position goes on without the message, or it would be sent it once it comes back
	// with another connection.
	private @Nullable GroupMember unless(String except, GroupMember member, TopicMessage message) {
		if (!except.equals(member.id())) {
			return member;
		}
		tell(member, message.position(), Map.of());
		return null;
	}

	private void sent(Membership membership, TopicMessage message, GroupMember.Outcome outcome) {
		switch (outcome) {
			case SENT -> membership.keepsUp();
			case TOO_LARGE -> lost(membership.member(), message.position(), TOO_LARGE);
			case OVERFLOW -> {
				// Once, until there is room again. One that is closed for it comes back
				// from the position before.
				if (membership.fallsBehind() && !membership.member().isClosed()) {
					lost(membership.member(), message.position(), SLOW);
				}
			}
		}
	}

	/**
	 * Tell a member the position that it hears the topic from.
	 */
	void joined(GroupMember member, @Nullable Position position) {
		tell(member, position, Map.of());
	}

	/**
	 * Tell a member that it was sent all that it has missed.
	 * @param position the position of the last message
	 * @param messages the number of messages
	 */
	void recovered(GroupMember member, @Nullable Position position, int messages) {
		Map<String, Object> verdict = new LinkedHashMap<>();
		verdict.put("recovered", true);
		verdict.put("messages", messages);
		tell(member, position, verdict);
	}

	/**
	 * Tell a member that messages are lost.
	 * @param position the position that it hears the topic from
	 */
	void lost(GroupMember member, @Nullable Position position, Joined.Lost why) {
		lost(member, position, why.name().toLowerCase(Locale.ROOT).replace('_', '-'));
	}

	private void lost(GroupMember member, @Nullable Position position, String why) {
		Map<String, Object> verdict = new LinkedHashMap<>();
		verdict.put("recovered", false);
		verdict.put("why", why);
		tell(member, position, verdict);
	}

	private void tell(GroupMember member, @Nullable Position position, Map<String, ?> verdict) {
		if (position != null && isPlaced(member)) {
			member.sendPosition(name(), position.toString(), verdict);
		}
	}

}
