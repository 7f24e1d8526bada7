package io.grest.ws.topic;

import java.util.List;
import java.util.function.Consumer;

import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.topic.LocalTopic;
import io.grest.ws.internal.topic.TopicHub;
import io.grest.ws.topic.engine.Presences;
import io.grest.ws.topic.engine.TopicKey;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Members that a topic of this node's engine shows.
 *
 * @param sockets the clients of the contract
 * @param key the topic
 * @param memberType the type of what is shown
 * @param <M> the type of what is shown
 */
record DefaultTopicPresence<M>(DefaultSockets<?> sockets, TopicKey key,
		Class<M> memberType) implements TopicPresence<M> {

	@Override
	public Mono<List<Present<M>>> list() {
		return presences().list(this.key).map(this::read);
	}

	private Presences presences() {
		return this.sockets.hub().presences();
	}

	private List<Present<M>> read(List<Presences.Member> members) {
		return members.stream().map(this::read).toList();
	}

	private Present<M> read(Presences.Member member) {
		Object shown = this.sockets.payloads().reader(this.memberType).read(Payload.of(member.json()));
		return new Present<>(member.connection(), member.user(), this.memberType.cast(shown));
	}

	@Override
	public Mono<Long> count() {
		return presences().count(this.key);
	}

	@Override
	public Flux<PresenceChange<M>> changes() {
		TopicHub hub = this.sockets.hub();
		return Flux.<Presences.Change>create((sink) -> {
			LocalTopic topic = hub.pin(this.key);
			Consumer<Presences.Change> watcher = sink::next;
			Runnable unwatch = topic.watch(watcher);
			sink.onDispose(() -> {
				unwatch.run();
				hub.release(topic);
			});
		}).map((change) -> new PresenceChange<>(read(change.entered()), change.left()));
	}

}
