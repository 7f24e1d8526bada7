package io.grest.ws.test.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

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
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Engine of a node with {@link NodeFaults faults}.
 */
final class NodeEngine implements TopicEngine {

	private static final Duration TO_STOP = Duration.ofSeconds(10);

	private final TopicEngine delegate;

	private final NodeFaults faults = new NodeFaults();

	private final Map<TopicKey, NodeListener> listeners = new ConcurrentHashMap<>();

	NodeEngine(TopicEngine delegate) {
		this.delegate = delegate;
	}

	NodeFaults faults() {
		return this.faults;
	}

	void heal() {
		boolean wasAway = this.faults.heal();
		this.listeners.values().forEach(NodeListener::arrive);
		if (wasAway) {
			interrupt();
		}
	}

	void interrupt() {
		this.listeners.values().forEach(NodeListener::interrupted);
	}

	/**
	 * Leave the other nodes, as if this one had died.
	 */
	void die() {
		this.faults.cutOff();
		this.delegate.stop().block(TO_STOP);
	}

	@Override
	public boolean isShared() {
		return this.delegate.isShared();
	}

	@Override
	public Mono<Void> start(LocalNode node) {
		return this.delegate.start(new ReachedNode(node));
	}

	@Override
	public Mono<Void> stop() {
		return this.delegate.stop();
	}

	private <T> Mono<T> reached(Mono<T> work) {
		return Mono.defer(() -> this.faults.isAway() ? unreachable() : work);
	}

	private static <T> Mono<T> unreachable() {
		return Mono.error(new ServerErrorException("The node is cut off from its engine"));
	}

	@Override
	public Mono<Position> publish(TopicKey topic, Envelope message, @Nullable String key) {
		if (this.faults.isAway()) {
			return unreachable();
		}
		return this.faults.refuses(topic, message)
				? Mono.error(new ServerErrorException("The message was not published, because the test refuses it"))
				: this.delegate.publish(topic, message, key);
	}

	@Override
	public Mono<Position> subscribe(TopicKey topic, TopicListener listener) {
		return reached(Mono.defer(() -> {
			NodeListener late = new NodeListener(topic, listener, this.faults);
			this.listeners.put(topic, late);
			return this.delegate.subscribe(topic, late);
		}));
	}

	@Override
	public Mono<Void> unsubscribe(TopicKey topic) {
		return Mono.defer(() -> {
			NodeListener ended = this.listeners.remove(topic);
			return this.delegate.unsubscribe(topic).then((ended != null) ? ended.end() : Mono.empty());
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
	 * Node that other nodes reach, unless it is cut off.
	 */
	private final class ReachedNode implements LocalNode {

		private final LocalNode node;

		ReachedNode(LocalNode node) {
			this.node = node;
		}

		@Override
		public String id() {
			return this.node.id();
		}

		@Override
		public int connections() {
			return this.node.connections();
		}

		@Override
		public void received(byte[] mail) {
			if (!NodeEngine.this.faults.isAway()) {
				this.node.received(mail);
			}
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
