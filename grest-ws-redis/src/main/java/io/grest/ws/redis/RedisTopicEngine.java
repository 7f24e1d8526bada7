package io.grest.ws.redis;

import java.util.function.Supplier;

import io.grest.ws.internal.Loggers;
import io.grest.ws.topic.engine.Envelope;
import io.grest.ws.topic.engine.LocalNode;
import io.grest.ws.topic.engine.Nodes;
import io.grest.ws.topic.engine.Page;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.Presences;
import io.grest.ws.topic.engine.Retention;
import io.grest.ws.topic.engine.TopicEngine;
import io.grest.ws.topic.engine.TopicKey;
import io.grest.ws.topic.engine.TopicListener;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Engine that carries topics by Redis, on two connections of the application's own
 * client: one for commands, one for subscriptions. A third one waits for replicas, if a
 * topic asks for it.
 */
final class RedisTopicEngine implements TopicEngine {

	static final String COMMANDS = "commands";

	static final String PUB_SUB = "subscriptions";

	static final String LEASE = "lease";

	static final String REPLICATION = "replication";

	private static final Log logger = LogFactory.getLog(Loggers.TOPICS);

	private final EngineOptions options;

	private final Scheduler scheduler = Schedulers.newParallel("grest-ws-redis",
			Runtime.getRuntime().availableProcessors(), true);

	private final Availability availability;

	private final Topology topology;

	private final Link<Upstream> commands;

	private final Link<StatefulRedisPubSubConnection<String, byte[]>> pubSub;

	private final Subscriptions subscriptions;

	private final Publisher publisher;

	private final Replication replication;

	private final History history;

	private final RedisPresences presences;

	private final RedisNodes nodes;

	private final Eviction eviction;

	/**
	 * Create an engine that is not started.
	 * @param client returns the application's client
	 * @param options the options
	 * @param metrics the metrics
	 */
	RedisTopicEngine(Supplier<AbstractRedisClient> client, EngineOptions options, ClusterMetrics metrics) {
		this.options = options;
		this.availability = new Availability(options.localWhenDown());
		this.topology = new Topology(client, this.scheduler);
		Keys keys = new Keys(options.name());
		this.commands = new Link<>(COMMANDS, () -> Upstream.connect(client.get()), Upstream::connection,
				new CommandEvents(metrics), this.availability);
		Calls calls = new Calls(this.commands, options.timeout(), this.scheduler);
		this.subscriptions = new Subscriptions(options, keys, metrics, this.scheduler);
		this.pubSub = new Link<>(PUB_SUB, () -> Upstream.connectPubSub(client.get()), (connection) -> connection,
				this.subscriptions, this.availability);
		this.subscriptions.link(this.pubSub);
		this.publisher = new Publisher(this.commands, options, keys, this.subscriptions, metrics, this.scheduler);
		this.replication = new Replication(client, options, keys, this.availability, this.scheduler);
		this.history = new History(calls, keys);
		this.presences = new RedisPresences(calls, keys, options, this.scheduler);
		this.nodes = new RedisNodes(calls, keys, options, this.scheduler, new Hearing(this.pubSub, metrics),
				new LeaseEvents());
		this.presences.nodes(this.nodes);
		this.eviction = new Eviction(calls);
		metrics.subscriptions(this.subscriptions::size);
	}

	EngineOptions options() {
		return this.options;
	}

	/**
	 * Return what is known of Redis.
	 */
	Availability availability() {
		return this.availability;
	}

	@Override
	public boolean isShared() {
		return true;
	}

	@Override
	public boolean canReplicate() {
		return true;
	}

	@Override
	public Mono<Void> start(LocalNode node) {
		return Mono.defer(() -> {
			this.nodes.node(node, this.subscriptions);
			this.publisher.start();
			this.commands.open();
			this.pubSub.open();
			Mono<Void> ready = Mono.when(this.pubSub.connection(), this.nodes.start());
			return ready.timeout(this.options.timeout(), this.scheduler).onErrorComplete();
		});
	}

	@Override
	public Mono<Void> stop() {
		return Mono.defer(() -> {
			this.nodes.stop();
			Mono<Void> left = (this.commands.current() != null)
					? this.nodes.leave().timeout(this.options.timeout(), this.scheduler).onErrorComplete()
					: Mono.empty();
			return left.then(close());
		});
	}

	/**
	 * End without leaving, as a process does that dies.
	 */
	Mono<Void> close() {
		return Mono.defer(() -> {
			this.subscriptions.stop();
			this.publisher.stop();
			this.nodes.stop();
			return Mono.when(this.commands.close(), this.pubSub.close(), this.replication.close())
				.onErrorComplete()
				.then(this.scheduler.disposeGracefully().timeout(this.options.timeout()).onErrorComplete());
		});
	}

	@Override
	public Mono<Position> publish(TopicKey topic, Envelope message, @Nullable String key) {
		Retention retention = topic.retention();
		return (retention != null && retention.replicated())
				? this.replication.publish(topic, () -> this.publisher.publish(topic, message, key))
				: this.publisher.publish(topic, message, key);
	}

	@Override
	public Mono<Position> subscribe(TopicKey topic, TopicListener listener) {
		return this.subscriptions.subscribe(topic, listener)
			.flatMap((subscription) -> top(topic).doOnNext(subscription::joined))
			.onErrorResume((ex) -> unsubscribe(topic).then(Mono.error(ex)));
	}

	@Override
	public Mono<Void> unsubscribe(TopicKey topic) {
		return this.subscriptions.unsubscribe(topic);
	}

	@Override
	public Mono<Page> read(TopicKey topic, Position since, int limit) {
		return this.history.read(topic, since, limit);
	}

	@Override
	public Mono<Position> top(TopicKey topic) {
		return topic.hasHistory() ? this.history.top(topic) : Mono.empty();
	}

	@Override
	public Presences presences() {
		return this.presences;
	}

	@Override
	public Nodes nodes() {
		return this.nodes;
	}

	/**
	 * What happens to the connection for commands.
	 */
	private final class CommandEvents implements Link.Events<Upstream> {

		private final ClusterMetrics metrics;

		CommandEvents(ClusterMetrics metrics) {
			this.metrics = metrics;
		}

		@Override
		public void prepare(Upstream connection) {
			connection.load();
		}

		@Override
		public void opened(Upstream connection) {
			RedisTopicEngine.this.publisher.resume(connection);
			RedisTopicEngine.this.eviction.check();
		}

		@Override
		public void lost() {
			RedisTopicEngine.this.publisher.lost();
			this.metrics.reconnected(COMMANDS);
		}

		@Override
		public void suspected() {
			RedisTopicEngine.this.topology.suspect();
		}

	}

	/**
	 * What happens with the lease of this node.
	 */
	private final class LeaseEvents implements RedisNodes.Hooks {

		@Override
		public void renewed() {
			RedisTopicEngine.this.availability.up(LEASE);
			RedisTopicEngine.this.presences.retry();
		}

		@Override
		public void notRenewed(Throwable ex) {
			RedisTopicEngine.this.availability.down(LEASE, ex);
		}

		@Override
		public void renamed() {
			RedisTopicEngine.this.presences.enterAnew();
		}

		@Override
		public void useless(String why) {
			RedisTopicEngine.this.topology.suspect();
			if (RedisTopicEngine.this.commands.current() != null) {
				logger.warn("Redis " + why + ", on a connection that is open: opening another one");
				RedisTopicEngine.this.publisher.abandon();
				RedisTopicEngine.this.commands.reopen();
			}
		}

	}

}
