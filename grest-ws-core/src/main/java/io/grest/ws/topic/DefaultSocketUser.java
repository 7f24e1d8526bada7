package io.grest.ws.topic;

import java.util.function.Consumer;

import io.grest.ws.protocol.SocketCloseStatus;
import reactor.core.publisher.Mono;

/**
 * Connections of a user, as members of a topic.
 *
 * @param name the name of the user
 * @param topic the topic of its connections
 * @param <R> the methods of a client
 */
record DefaultSocketUser<R>(String name, DefaultSocketTopic<R> topic) implements SocketUser<R> {

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
	public Mono<Long> close(int code, String reason) {
		SocketCloseStatus.ofApplication(code, reason);
		return this.topic.close(code, reason);
	}

}
