package io.grest.ws.internal.call;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

import io.grest.ws.internal.transport.DrainTogether;
import org.jspecify.annotations.Nullable;

/**
 * Sending of one message to many connections: written once for all of one contract, and
 * flushed together.
 *
 * @since 0.1.0
 */
public final class GroupSend {

	private GroupSend() {
	}

	/**
	 * Send a message.
	 * @param members the members
	 * @param connection returns the connection of a member, or {@code null} to leave it
	 * out; those that are closed are left out
	 * @param create begins the message for connections of the same source, called once
	 * for each; returns {@code null} if they do not take it
	 * @param sent a consumer of what became of the message for each member
	 * @param <M> the type of the members
	 */
	public static <M> void send(Iterable<M> members, Function<M, @Nullable GroupMember> connection,
			Function<GroupMember.Source, @Nullable GroupMessage> create, BiConsumer<M, GroupMember.Outcome> sent) {
		// Contracts that share the interface differ in their frames, so each has a
		// message of its own.
		Map<GroupMember.Source, @Nullable GroupMessage> messages = new IdentityHashMap<>(2);
		GroupMember.Source latest = null;
		GroupMessage message = null;
		DrainTogether together = new DrainTogether();
		Runnable drain = together::drain;
		try {
			for (M each : members) {
				GroupMember member = connection.apply(each);
				if (member == null || member.isClosed()) {
					continue;
				}
				if (member.source() != latest) {
					// Observation handlers run here, and may be slow.
					together.drain();
					latest = member.source();
					message = messages.computeIfAbsent(latest, create);
				}
				if (message != null) {
					sent.accept(each, member.send(message, drain, together));
				}
			}
		}
		finally {
			together.drain();
			messages.values().forEach(GroupMessage::ended);
		}
	}

}
