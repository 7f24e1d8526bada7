package io.grest.ws.topic.engine;

import io.grest.ws.error.TooManyRequestsException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Engine for a single node, which keeps all in memory; or, of a {@link MemoryCluster},
 * for one of several nodes in a JVM.
 *
 * <p>
 * It has no threads. A listener is called on the thread that publishes, or on one that
 * publishes to the same topic at that time; what a listener publishes is delivered after
 * its call. A listener that throws is logged, and keeps its subscription. If more than
 * 16,384 messages of a topic wait for a listener, {@link #publish publish} fails with
 * {@link TooManyRequestsException}.
 *
 * <p>
 * A history expires when its last message has reached the age of the {@link Retention}.
 * The memory of a topic without subscription and members is released then, while other
 * topics are used; a position of that history belongs to another one from then on.
 *
 * @since 0.1.0
 */
public final class MemoryTopicEngine implements TopicEngine {

	private final MemoryTopics topics;

	private final MemoryNodes nodes;

	private final MemoryPresences presences;

	private final boolean shared;

	private volatile @Nullable LocalNode node;

	/**
	 * Create an engine for a single node, whose topics show up to
	 * {@value MemoryCluster#DEFAULT_MAX_MEMBERS} members each.
	 */
	public MemoryTopicEngine() {
		this(MemoryCluster.DEFAULT_MAX_MEMBERS);
	}

	/**
	 * Create an engine for a single node.
	 * @param maxMembers the most members that a topic shows, at least one
	 */
	public MemoryTopicEngine(int maxMembers) {
		this(new MemoryCluster(maxMembers), false);
	}

	MemoryTopicEngine(MemoryCluster cluster, boolean shared) {
		this.topics = cluster.topics();
		this.nodes = cluster.nodes();
		this.presences = new MemoryPresences(this, this.topics, cluster.maxMembers());
		this.shared = shared;
	}

	@Override
	public boolean isShared() {
		return this.shared;
	}

	@Override
	public Mono<Void> start(LocalNode node) {
		return Mono.fromRunnable(() -> {
			this.nodes.add(node);
			this.node = node;
		});
	}

	@Override
	public Mono<Void> stop() {
		return Flux.defer(() -> Flux.fromIterable(this.topics.keys())).flatMap(this::leave).then(leave());
	}

	private Mono<Void> leave(TopicKey topic) {
		return unsubscribe(topic).then(Mono.fromRunnable(() -> this.topics.use(topic, (it) -> it.leave(this))));
	}

	private Mono<Void> leave() {
		return Mono.fromRunnable(() -> {
			LocalNode node = this.node;
			if (node != null) {
				this.nodes.remove(node.id());
			}
		});
	}

	@Override
	public Mono<Position> publish(TopicKey topic, Envelope message, @Nullable String key) {
		try {
			return Mono.justOrEmpty(this.topics.with(topic, (it) -> it.publish(topic.retention(), message, key)));
		}
		catch (TooManyRequestsException ex) {
			return Mono.error(ex);
		}
	}

	@Override
	public Mono<Position> subscribe(TopicKey topic, TopicListener listener) {
		return Mono.defer(() -> Mono.justOrEmpty(this.topics.with(topic, (it) -> {
			it.subscribe(this, listener);
			return it.top(topic.retention());
		})));
	}

	@Override
	public Mono<Void> unsubscribe(TopicKey topic) {
		return Mono.defer(() -> this.topics.with(topic, (it) -> it.unsubscribe(this)));
	}

	@Override
	public Mono<Page> read(TopicKey topic, Position since, int limit) {
		return Mono
			.defer(() -> Mono.justOrEmpty(this.topics.with(topic, (it) -> it.read(topic.retention(), since, limit))));
	}

	@Override
	public Mono<Position> top(TopicKey topic) {
		return Mono.defer(() -> Mono.justOrEmpty(this.topics.with(topic, (it) -> it.top(topic.retention()))));
	}

	@Override
	public Presences presences() {
		return this.presences;
	}

	@Override
	public Nodes nodes() {
		return this.nodes;
	}

}
