package io.grest.ws.redis;

import java.util.function.BiConsumer;

import io.grest.ws.topic.engine.Envelope;
import io.grest.ws.topic.engine.LocalNode;
import io.grest.ws.topic.engine.Nodes;
import io.grest.ws.topic.engine.Page;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.Presences;
import io.grest.ws.topic.engine.TopicEngine;
import io.grest.ws.topic.engine.TopicKey;
import io.grest.ws.topic.engine.TopicListener;
import io.grest.ws.topic.engine.TopicMessage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Engine that shows each message before anybody hears or reads it.
 *
 * @param delegate the engine
 * @param record what the messages are shown to
 */
record RecordedEngine(TopicEngine delegate, BiConsumer<TopicKey, TopicMessage> record) implements TopicEngine {

	@Override
	public boolean isShared() {
		return this.delegate.isShared();
	}

	@Override
	public Mono<Void> start(LocalNode node) {
		return this.delegate.start(node);
	}

	@Override
	public Mono<Void> stop() {
		return this.delegate.stop();
	}

	@Override
	public Mono<Position> publish(TopicKey topic, Envelope message, @Nullable String key) {
		return this.delegate.publish(topic, message, key);
	}

	@Override
	public Mono<Position> subscribe(TopicKey topic, TopicListener listener) {
		return this.delegate.subscribe(topic, new TopicListener() {

			@Override
			public void received(TopicMessage message) {
				RecordedEngine.this.record.accept(topic, message);
				listener.received(message);
			}

			@Override
			public void changed(Presences.Change change) {
				listener.changed(change);
			}

			@Override
			public void interrupted() {
				listener.interrupted();
			}

		});
	}

	@Override
	public Mono<Void> unsubscribe(TopicKey topic) {
		return this.delegate.unsubscribe(topic);
	}

	@Override
	public Mono<Page> read(TopicKey topic, Position since, int limit) {
		return this.delegate.read(topic, since, limit)
			.doOnNext((page) -> page.messages().forEach((message) -> this.record.accept(topic, message)));
	}

	@Override
	public Mono<Position> top(TopicKey topic) {
		return this.delegate.top(topic);
	}

	@Override
	public Presences presences() {
		return this.delegate.presences();
	}

	@Override
	public Nodes nodes() {
		return this.delegate.nodes();
	}

}
