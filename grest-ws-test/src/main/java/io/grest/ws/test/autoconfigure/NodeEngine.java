package io.grest.ws.test.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;

import io.grest.ws.error.ServerErrorException;
import io.grest.ws.topic.engine.Envelope;
import io.grest.ws.topic.engine.LocalNode;
import io.grest.ws.topic.engine.Nodes;
import io.grest.ws.topic.engine.Page;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.Presences;
import io.grest.ws.topic.engine.SocketNode;
import io.grest.ws.topic.engine.TopicEngine;
import io.grest.ws.topic.engine.TopicKey;
import io.grest.ws.topic.engine.TopicListener;
import io.grest.ws.topic.engine.TopicMessage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Engine of a node that loses messages on their way to it, or cannot be reached, as a
 * test says.
 */
final class NodeEngine implements TopicEngine {

	private static final BiPredicate<TopicKey, TopicMessage> NONE = (topic, message) -> false;

	private static final Duration TO_STOP = Duration.ofSeconds(10);

	private final TopicEngine delegate;

	private final Map<TopicKey, Listener> listeners = new ConcurrentHashMap<>();

	private volatile BiPredicate<TopicKey, TopicMessage> lost = NONE;

	private volatile boolean away;

	NodeEngine(TopicEngine delegate) {
		this.delegate = delegate;
	}

	void lose(BiPredicate<TopicKey, TopicMessage> lost) {
		this.lost = lost;
	}

	void cutOff() {
		this.away = true;
	}

	void heal() {
		this.lost = NONE;
		boolean wasAway = this.away;
		this.away = false;
		if (wasAway) {
			interrupt();
		}
	}

	void interrupt() {
		this.listeners.values().forEach(Listener::interrupted);
	}

	/**
	 * Leave the other nodes, as if this one had died.
	 */
	void die() {
		cutOff();
		this.delegate.stop().block(TO_STOP);
	}

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

	private <T> Mono<T> reached(Mono<T> work) {
		return Mono.defer(() -> this.away ? unreachable() : work);
	}

	private static <T> Mono<T> unreachable() {
		return Mono.error(new ServerErrorException("The node is cut off from its engine"));
	}

	@Override
	public Mono<Position> publish(TopicKey topic, Envelope message, @Nullable String key) {
		return this.away ? unreachable() : this.delegate.publish(topic, message, key);
	}

	@Override
	public Mono<Position> subscribe(TopicKey topic, TopicListener listener) {
		return reached(Mono.defer(() -> {
			Listener faulty = new Listener(topic, listener);
			this.listeners.put(topic, faulty);
			return this.delegate.subscribe(topic, faulty);
		}));
	}

	@Override
	public Mono<Void> unsubscribe(TopicKey topic) {
		return Mono.defer(() -> {
			this.listeners.remove(topic);
			return this.delegate.unsubscribe(topic);
		});
	}

	@Override
	public Mono<Page> read(TopicKey topic, Position since, int limit) {
		return reached(this.delegate.read(topic, since, limit));
	}

	@Override
	public Mono<Position> top(TopicKey topic) {
		return reached(this.delegate.top(topic));
	}

	@Override
	public Presences presences() {
		return new ReachedPresences(this.delegate.presences());
	}

	@Override
	public Nodes nodes() {
		Nodes nodes = this.delegate.nodes();
		return new Nodes() {

			@Override
			public Flux<List<SocketNode>> list() {
				return nodes.list();
			}

			@Override
			public Mono<Boolean> send(String node, byte[] mail) {
				return reached(nodes.send(node, mail));
			}

		};
	}

	/**
	 * Listener to which messages come through this engine.
	 */
	private final class Listener implements TopicListener {

		private final TopicKey topic;

		private final TopicListener listener;

		Listener(TopicKey topic, TopicListener listener) {
			this.topic = topic;
			this.listener = listener;
		}

		@Override
		public void received(TopicMessage message) {
			if (!NodeEngine.this.away && !NodeEngine.this.lost.test(this.topic, message)) {
				this.listener.received(message);
			}
		}

		@Override
		public void changed(Presences.Change change) {
			if (!NodeEngine.this.away) {
				this.listener.changed(change);
			}
		}

		@Override
		public void interrupted() {
			this.listener.interrupted();
		}

	}

	/**
	 * Members of all nodes, if the engine can be reached.
	 */
	private final class ReachedPresences implements Presences {

		private final Presences presences;

		ReachedPresences(Presences presences) {
			this.presences = presences;
		}

		@Override
		public Mono<Void> enter(TopicKey topic, Member member) {
			return reached(this.presences.enter(topic, member));
		}

		@Override
		public Mono<Void> leave(TopicKey topic, String connection) {
			return reached(this.presences.leave(topic, connection));
		}

		@Override
		public Mono<List<Member>> list(TopicKey topic) {
			return reached(this.presences.list(topic));
		}

		@Override
		public Mono<Long> count(TopicKey topic) {
			return reached(this.presences.count(topic));
		}

	}

}
