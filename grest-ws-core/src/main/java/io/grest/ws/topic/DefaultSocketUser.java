package io.grest.ws.topic;

import java.util.function.Consumer;

import io.grest.ws.internal.topic.Revocations;
import io.grest.ws.protocol.SocketCloseStatus;
import reactor.core.publisher.Mono;

/**
 * Connections of a user, as members of a topic.
 *
 * @param name the name of the user
 * @param topic the topic of its connections
 * @param revocations the ends of rights, on all nodes
 * @param <R> the methods of a client
 */
record DefaultSocketUser<R>(String name, DefaultSocketTopic<R> topic,
		Revocations revocations) implements SocketUser<R> {

	@Override
	public R remote() {
		return this.topic.remote();
	}

	@Override
	public Mono<Void> publish(Consumer<R> call) {
		return this.topic.publish(call).then();
	}

	@Override
	public Mono<Long> online() {
		return this.topic.count();
	}

	@Override
	public Mono<Void> close(int code, String reason) {
		SocketCloseStatus.ofApplication(code, reason);
		return this.revocations.close(this.topic.key().contract(), this.name, code, reason);
	}

	@Override
	public Mono<Void> refresh() {
		return this.revocations.refresh(this.topic.key().contract(), this.name);
	}

}
