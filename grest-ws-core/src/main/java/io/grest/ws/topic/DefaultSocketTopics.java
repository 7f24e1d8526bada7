package io.grest.ws.topic;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.ContractTopic;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.internal.call.HandlerErrors;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.session.ConnectedListener;
import io.grest.ws.internal.session.ProcessId;
import io.grest.ws.internal.topic.DetachedStreams;
import io.grest.ws.internal.topic.LocalTopic;
import io.grest.ws.internal.topic.NodeCalls;
import io.grest.ws.internal.topic.Revocations;
import io.grest.ws.internal.topic.SessionNotices;
import io.grest.ws.internal.topic.TopicHub;
import io.grest.ws.internal.topic.TopicSettings;
import io.grest.ws.internal.topic.TopicStatistics;
import io.grest.ws.topic.engine.LocalNode;
import io.grest.ws.topic.engine.Retention;
import io.grest.ws.topic.engine.SocketNode;
import io.grest.ws.topic.engine.TopicEngine;
import io.grest.ws.topic.engine.TopicKey;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.util.Assert;

/**
 * Topics of a node, with the clients of its contracts.
 */
final class DefaultSocketTopics implements SocketTopics, ConnectedListener {

	// A process may run several nodes, as tests do.
	private static final AtomicInteger NODES = new AtomicInteger();

	private final TopicEngine engine;

	private final Payloads payloads;

	private final Builder settings;

	private final String node = ProcessId.value() + "n" + NODES.incrementAndGet();

	private final TopicHub hub;

	private final NodeCalls calls;

	private final Revocations revocations;

	private final SessionNotices notices;

	private final DetachedStreams streams;

	private final Map<String, DefaultSockets<?>> sockets = new ConcurrentHashMap<>();

	private final TopicOverview overview;

	private final Map<String, List<SocketConnection<?>>> connections = new ConcurrentHashMap<>();

	DefaultSocketTopics(Builder settings) {
		this.engine = settings.engine;
		this.settings = settings;
		this.payloads = new Payloads(settings.codec.mapper());
		this.hub = new TopicHub(settings.engine, new TopicSettings(settings.linger, settings.syncInterval,
				settings.window.toBytes(), settings.presenceGrace, settings.scheduler));
		this.streams = new DetachedStreams(this.hub, settings.detached.limits(), settings.scheduler, this.node,
				new HandlerErrors(settings.translators));
		this.overview = new TopicOverview(this.hub, this.sockets);
		this.revocations = new Revocations(this.hub, this::ofUser);
		this.notices = new SessionNotices(this.hub);
		this.calls = new NodeCalls(this.node, settings.requestTimeout, settings.engine.nodes(), this::members,
				(id) -> this.connections.getOrDefault(id, List.of()));
	}

	private List<SocketConnection<?>> ofUser(String contract, String user) {
		return List.copyOf(members(DefaultSockets.keyOfUser(contract, user)));
	}

	@Override
	public void whenUserClosed(UserListener listener) {
		this.revocations.whenClosed(listener);
	}

	@Override
	public void wentElsewhere(String session) {
		if (this.engine.isShared()) {
			this.notices.publish(session);
		}
	}

	@Override
	public void whenElsewhere(Consumer<String> listener) {
		this.notices.listen(listener);
	}

	private Collection<SocketConnection<?>> members(TopicKey key) {
		LocalTopic topic = this.hub.find(key);
		return (topic != null) ? topic.connections() : List.of();
	}

	@Override
	@SuppressWarnings("unchecked")
	public <R> Sockets<R> sockets(SocketContract<?, R> contract) {
		DefaultSockets<?> sockets = this.sockets.computeIfAbsent(contract.name(),
				(name) -> new DefaultSockets<>(contract, this.payloads, this.hub, this.calls, this.revocations,
						this.streams, this.settings));
		Assert.isTrue(sockets.contract() == contract,
				() -> "There are two contracts of the name '" + contract.name() + "': give each its own");
		return (Sockets<R>) sockets;
	}

	@Override
	public void connected(SocketConnection<?> connection) {
		SocketContract<?, ?> contract = connection.contract();
		// What another node publishes reaches clients of a node that publishes nothing.
		if (this.engine.isShared()) {
			sockets(contract);
		}
		DefaultSockets<?> sockets = this.sockets.get(contract.name());
		if (sockets != null) {
			register(connection);
			sockets.connected(connection);
		}
	}

	private void register(SocketConnection<?> connection) {
		this.connections.merge(connection.id(), List.of(connection), (known, added) -> {
			List<SocketConnection<?>> views = new ArrayList<>(known);
			views.addAll(added);
			return List.copyOf(views);
		});
		connection.onClose((reason) -> this.connections.remove(connection.id()));
	}

	@Override
	public Mono<Void> start() {
		return Mono.defer(() -> {
			this.hub.start();
			return this.engine.start(new Node()).doOnSuccess((started) -> {
				this.revocations.start();
				if (this.engine.isShared()) {
					this.notices.start();
				}
			});
		});
	}

	@Override
	public Mono<Void> stop() {
		return this.streams.stop().then(Mono.defer(() -> {
			this.hub.stop();
			return this.engine.stop();
		}));
	}

	@Override
	public String node() {
		return this.node;
	}

	@Override
	public Status status() {
		TopicStatistics counted = this.hub.statistics();
		return new Status(this.hub.size(), this.hub.windowBytes(), counted.published(), counted.unpublished(),
				counted.received(), counted.repaired(), counted.lost(), this.streams.size());
	}

	@Override
	public Flux<List<SocketNode>> nodes() {
		return this.engine.nodes().list();
	}

	@Override
	public boolean isShared() {
		return this.engine.isShared();
	}

	@Override
	public @Nullable Retention retention(SocketContract<?, ?> contract, ContractTopic topic) {
		return topic.hasHistory() ? this.settings.retention.apply(contract, topic) : null;
	}

	@Override
	public List<SubscribedPattern> patterns() {
		return this.overview.patterns();
	}

	@Override
	public List<SubscribedTopic> subscribed(int limit) {
		return this.overview.topics(limit);
	}

	/**
	 * Return a text with the id of this node.
	 */
	@Override
	public String toString() {
		return "SocketTopics of node " + this.node;
	}

	private final class Node implements LocalNode {

		@Override
		public String id() {
			return DefaultSocketTopics.this.node;
		}

		@Override
		public int connections() {
			return DefaultSocketTopics.this.connections.size();
		}

		@Override
		public void received(byte[] mail) {
			DefaultSocketTopics.this.calls.received(mail);
		}

	}

}
