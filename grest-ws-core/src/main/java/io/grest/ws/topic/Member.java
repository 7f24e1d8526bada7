package io.grest.ws.topic;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.ContractTopic;
import io.grest.ws.internal.call.GroupMember;
import io.grest.ws.internal.json.PayloadWriter;
import io.grest.ws.internal.topic.LocalTopic;
import io.grest.ws.internal.topic.TopicHub;
import io.grest.ws.topic.engine.Presences;
import io.grest.ws.topic.engine.TopicKey;
import reactor.core.publisher.Mono;

import org.springframework.util.Assert;

/**
 * Member that a topic shows, until it is removed or its connection closes.
 *
 * @param hub the topics of this node
 * @param key the topic
 * @param connection the member's connection
 * @param shown what is shown
 */
record Member(TopicHub hub, TopicKey key, SocketConnection<?> connection, Presences.Member shown) {

	static Member of(DefaultSocketTopic<?> topic, ContractTopic declared, SocketConnection<?> connection,
			Object member) {
		Class<?> type = declared.memberType();
		Assert.isTrue(type != null && type.isInstance(member),
				() -> "The topic '" + declared.pattern() + "' shows "
						+ ((type != null) ? "members of " + type.getName() : "no members") + ", but "
						+ member.getClass().getName() + " was given");
		DefaultSockets<?> sockets = topic.sockets();
		PayloadWriter writer = sockets.payloads().writer(type);
		return new Member(sockets.hub(), topic.key(), connection,
				new Presences.Member(connection.id(), sockets.userOf(connection), writer.toBytes(member)));
	}

	Mono<Void> enter() {
		return Mono.defer(() -> {
			LocalTopic topic = this.hub.find(this.key);
			return (topic != null) ? topic.show((GroupMember) this.connection, this.shown) : Mono.empty();
		});
	}

}
