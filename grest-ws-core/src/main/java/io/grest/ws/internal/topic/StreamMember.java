package io.grest.ws.internal.topic;

import io.grest.ws.topic.engine.Presences;
import io.grest.ws.topic.engine.TopicKey;
import io.grest.ws.topic.engine.TopicListener;
import reactor.core.publisher.Mono;

/**
 * One who takes part in a detached stream on this node: the topic of the stream shows it,
 * and tells it what happens.
 */
final class StreamMember {

	private final TopicHub hub;

	private final LocalTopic topic;

	private final Presences.Member shown;

	private final Runnable unfollow;

	/**
	 * Create a member, which hears its topic from now on as far as this node does.
	 */
	StreamMember(TopicHub hub, TopicKey key, Presences.Member shown, TopicListener listener) {
		this.hub = hub;
		this.shown = shown;
		this.topic = hub.pin(key);
		this.unfollow = this.topic.listeners().add(listener);
	}

	LocalTopic topic() {
		return this.topic;
	}

	/**
	 * Return the id of this member, unique on all nodes.
	 */
	String id() {
		return this.shown.connection();
	}

	/**
	 * Hear the topic from now on, and be shown by it.
	 */
	Mono<Void> enter() {
		Mono<Void> live = Mono.create((sink) -> this.topic.run(() -> this.topic.feed().whenLive((failure) -> {
			if (failure != null) {
				sink.error(failure);
			}
			else {
				sink.success();
			}
		})));
		return live.then(this.hub.presences().enter(this.topic.key(), this.shown));
	}

	/**
	 * Leave the topic, which never fails.
	 */
	Mono<Void> leave() {
		return Mono.defer(() -> {
			this.unfollow.run();
			return this.hub.presences().leave(this.topic.key(), id());
		}).onErrorComplete().doFinally((signal) -> this.hub.release(this.topic));
	}

}
