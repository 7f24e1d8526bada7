package io.grest.ws.topic;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

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
import reactor.core.publisher.Sinks;

/**
 * An engine that loses messages on their way to this node, or cannot be reached, as the
 * test says.
 */
final class UnreliableEngine implements TopicEngine {

	private final TopicEngine delegate;

	private final Map<TopicKey, TopicListener> listeners = new ConcurrentHashMap<>();

	/** Messages that do not arrive. */
	volatile Predicate<TopicMessage> lost = (message) -> false;

	/** What happens once the position of a topic has been told. */
	volatile Consumer<TopicKey> afterTop = (topic) -> {
	};

	/** Whether nothing can be subscribed to or read. */
	volatile boolean away;

	/** Whether no member can be shown. */
	volatile boolean showsNobody;

	/** Whether no mail of this node arrives. */
	volatile boolean losesMail;

	UnreliableEngine(TopicEngine delegate) {
		this.delegate = delegate;
	}

	private volatile Mono<Void> readable = Mono.empty();

	/** Let no read complete until the result does. */
	Sinks.Empty<Void> holdReads() {
		Sinks.Empty<Void> held = Sinks.empty();
		this.readable = held.asMono();
		return held;
	}

	private volatile Mono<Void> subscribable = Mono.empty();

	/** Let no subscription begin until the result completes. */
	Sinks.Empty<Void> holdSubscriptions() {
		Sinks.Empty<Void> held = Sinks.empty();
		this.subscribable = held.asMono();
		return held;
	}

	/** Tell the listeners that messages may have been lost. */
	void interrupt() {
		this.listeners.values().forEach(TopicListener::interrupted);
	}

	/** Let a message arrive that was lost. */
	void deliver(TopicKey topic, TopicMessage message) {
		this.listeners.get(topic).received(message);
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

	@Override
	public Mono<Position> publish(TopicKey topic, Envelope message, @Nullable String key) {
		return this.delegate.publish(topic, message, key);
	}

	@Override
	public Mono<Position> subscribe(TopicKey topic, TopicListener listener) {
		this.listeners.put(topic, listener);
		return this.subscribable.then(reachable(this.delegate.subscribe(topic, new TopicListener() {

			@Override
			public void received(TopicMessage message) {
				if (!UnreliableEngine.this.lost.test(message)) {
					listener.received(message);
				}
			}

			@Override
			public void changed(Presences.Change change) {
				listener.changed(change);
			}

			@Override
			public void interrupted() {
				listener.interrupted();
			}

		})));
	}

	@Override
	public Mono<Void> unsubscribe(TopicKey topic) {
		this.listeners.remove(topic);
		return this.delegate.unsubscribe(topic);
	}

	@Override
	public Mono<Page> read(TopicKey topic, Position since, int limit) {
		return this.readable.then(reachable(this.delegate.read(topic, since, limit)));
	}

	@Override
	public Mono<Position> top(TopicKey topic) {
		return reachable(this.delegate.top(topic)).doAfterTerminate(() -> this.afterTop.accept(topic));
	}

	private <T> Mono<T> reachable(Mono<T> work) {
		return Mono.defer(() -> this.away ? Mono.error(new ServerErrorException("The engine is away")) : work);
	}

	@Override
	public Presences presences() {
		Presences presences = this.delegate.presences();
		return new Presences() {

			@Override
			public Mono<Void> enter(TopicKey topic, Member member) {
				return Mono.defer(() -> UnreliableEngine.this.showsNobody
						? Mono.error(new ServerErrorException("Nobody is shown")) : presences.enter(topic, member));
			}

			@Override
			public Mono<Void> leave(TopicKey topic, String connection) {
				return presences.leave(topic, connection);
			}

			@Override
			public Mono<List<Member>> list(TopicKey topic) {
				return presences.list(topic);
			}

			@Override
			public Mono<Long> count(TopicKey topic) {
				return presences.count(topic);
			}

		};
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
				return UnreliableEngine.this.losesMail ? Mono.just(true) : nodes.send(node, mail);
			}

		};
	}

}
