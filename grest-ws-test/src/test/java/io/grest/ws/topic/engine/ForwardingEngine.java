package io.grest.ws.topic.engine;

import java.util.List;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Engine that does what another one does, for a fault to override a part of it.
 */
class ForwardingEngine implements TopicEngine, Presences, Nodes {

	final TopicEngine engine;

	ForwardingEngine(TopicEngine engine) {
		this.engine = engine;
	}

	/**
	 * Change a topic on its way to the engine.
	 */
	TopicKey key(TopicKey topic) {
		return topic;
	}

	/**
	 * Change a message on its way to a listener.
	 */
	TopicMessage delivered(TopicMessage message) {
		return message;
	}

	/**
	 * Change what is heard.
	 */
	TopicListener listener(TopicKey topic, TopicListener listener) {
		return new ForwardingListener(listener) {
			@Override
			public void received(TopicMessage message) {
				super.received(delivered(message));
			}
		};
	}

	/**
	 * Change what was read.
	 */
	Page page(Position since, Page page) {
		return page;
	}

	@Override
	public boolean isShared() {
		return this.engine.isShared();
	}

	@Override
	public Mono<Void> start(LocalNode node) {
		return this.engine.start(node);
	}

	@Override
	public Mono<Void> stop() {
		return this.engine.stop();
	}

	@Override
	public Mono<Position> publish(TopicKey topic, Envelope message, String key) {
		return this.engine.publish(key(topic), message, key);
	}

	@Override
	public Mono<Position> subscribe(TopicKey topic, TopicListener listener) {
		return this.engine.subscribe(key(topic), listener(topic, listener));
	}

	@Override
	public Mono<Void> unsubscribe(TopicKey topic) {
		return this.engine.unsubscribe(key(topic));
	}

	@Override
	public Mono<Page> read(TopicKey topic, Position since, int limit) {
		return this.engine.read(key(topic), since, limit).map((page) -> page(since, page));
	}

	@Override
	public Mono<Position> top(TopicKey topic) {
		return this.engine.top(key(topic));
	}

	@Override
	public Presences presences() {
		return this;
	}

	@Override
	public Mono<Void> enter(TopicKey topic, Member member) {
		return this.engine.presences().enter(key(topic), member);
	}

	@Override
	public Mono<Void> leave(TopicKey topic, String connection) {
		return this.engine.presences().leave(key(topic), connection);
	}

	@Override
	public Mono<List<Member>> list(TopicKey topic) {
		return this.engine.presences().list(key(topic));
	}

	@Override
	public Mono<Long> count(TopicKey topic) {
		return this.engine.presences().count(key(topic));
	}

	@Override
	public Nodes nodes() {
		return this;
	}

	@Override
	public Flux<List<SocketNode>> list() {
		return this.engine.nodes().list();
	}

	@Override
	public Mono<Boolean> send(String node, byte[] mail) {
		return this.engine.nodes().send(node, mail);
	}

	/**
	 * Listener that does what another one does.
	 */
	static class ForwardingListener implements TopicListener {

		private final TopicListener listener;

		ForwardingListener(TopicListener listener) {
			this.listener = listener;
		}

		@Override
		public void received(TopicMessage message) {
			this.listener.received(message);
		}

		@Override
		public void changed(Change change) {
			this.listener.changed(change);
		}

		@Override
		public void interrupted() {
			this.listener.interrupted();
		}

	}

}
