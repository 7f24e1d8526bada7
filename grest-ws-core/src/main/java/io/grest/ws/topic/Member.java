package io.grest.ws.topic;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.ContractTopic;
import io.grest.ws.internal.call.GroupMember;
import io.grest.ws.internal.json.PayloadWriter;
import io.grest.ws.topic.engine.Presences;
import io.grest.ws.topic.engine.TopicKey;
import reactor.core.publisher.Mono;

import org.springframework.util.Assert;

/**
 * Member that a topic shows, until its connection closes.
 *
 * @param presences the members of all topics
 * @param key the topic
 * @param connection the member's connection
 * @param shown what is shown
 */
record Member(Presences presences, TopicKey key, SocketConnection<?> connection, Presences.Member shown) {

	static Member of(DefaultSocketTopic<?> topic, ContractTopic declared, SocketConnection<?> connection,
			Object member) {
		Class<?> type = declared.memberType();
		Assert.isTrue(type != null && type.isInstance(member),
				() -> "The topic '" + declared.pattern() + "' shows "
						+ ((type != null) ? "members of " + type.getName() : "no members") + ", but "
						+ member.getClass().getName() + " was given");
		DefaultSockets<?> sockets = topic.sockets();
		PayloadWriter writer = sockets.payloads().writer(type);
		return new Member(sockets.hub().presences(), topic.key(), connection,
				new Presences.Member(connection.id(), sockets.userOf(connection), writer.toBytes(member)));
	}

	Mono<Void> enter() {
		return Mono.defer(() -> {
			this.connection.onClose((reason) -> leave());
			return isClosed() ? Mono.empty() : this.presences.enter(this.key, this.shown).then(Mono.fromRunnable(() -> {
				if (isClosed()) {
					leave();
				}
			}));
		});
	}

	private boolean isClosed() {
		return ((GroupMember) this.connection).isClosed();
	}

	private void leave() {
		this.presences.leave(this.key, this.shown.connection()).subscribe(null, (ex) -> {
			// Shown until the lease of this node has ended, or until the engine is back.
		});
	}

}
