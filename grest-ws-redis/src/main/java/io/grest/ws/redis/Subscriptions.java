package io.grest.ws.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.grest.ws.topic.engine.Envelope;
import io.grest.ws.topic.engine.TopicKey;
import io.grest.ws.topic.engine.TopicListener;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Subscriptions of this node, on one connection. The thread that reads from it only looks
 * up who listens, and hands over to a lane: the same one for all messages of a topic.
 */
final class Subscriptions implements Link.Events<StatefulRedisPubSubConnection<String, byte[]>> {

	private static final int BATCH = 256;

	private static final long BATCH_MILLIS = 2;

	private final Map<String, Subscription> subscriptions = new ConcurrentHashMap<>();

	private final Map<String, Consumer<byte[]>> mailboxes = new ConcurrentHashMap<>();

	private final List<String> pending = new ArrayList<>();

	private final EngineOptions options;

	private final Keys keys;

	private final ClusterMetrics metrics;

	private final Scheduler scheduler;

	private final Lane[] lanes;

	private @Nullable Link<StatefulRedisPubSubConnection<String, byte[]>> link;

	Subscriptions(EngineOptions options, Keys keys, ClusterMetrics metrics, Scheduler scheduler) {
		this.options = options;
		this.keys = keys;
		this.metrics = metrics;
		this.scheduler = scheduler;
		this.lanes = new Lane[Runtime.getRuntime().availableProcessors()];
		for (int i = 0; i < this.lanes.length; i++) {
			this.lanes[i] = new Lane(scheduler, options.laneSize(), () -> {
			});
		}
	}

	/**
	 * Set the link by which to subscribe, which needs this object in turn.
	 */
	void link(Link<StatefulRedisPubSubConnection<String, byte[]>> link) {
		this.link = link;
	}

	int size() {
		return this.subscriptions.size();
	}

	/**
	 * Have a channel read that is no topic's, on each connection before all topics.
	 */
	void mailbox(String channel, Consumer<byte[]> reader) {
		this.mailboxes.put(channel, reader);
	}

	/**
	 * Subscribe to a topic.
	 * @return a {@code Mono} of the subscription when Redis has confirmed it
	 */
	Mono<Subscription> subscribe(TopicKey topic, TopicListener listener) {
		return Mono.defer(() -> {
			String channel = channel(topic);
			Subscription subscription = new Subscription(topic, listener, lane(channel));
			Subscription former = this.subscriptions.put(channel, subscription);
			if (former != null) {
				former.end();
			}
			request(channel);
			boolean local = !topic.hasHistory() && this.options.localWhenDown();
			if (local && connection() == null) {
				subscription.working().complete(null);
			}
			Mono<Void> working = Mono.fromFuture(subscription.working(), true)
				.timeout(this.options.timeout(), this.scheduler)
				.publishOn(this.scheduler);
			return (local ? working.onErrorComplete() : working.onErrorMap(Calls::failure)).thenReturn(subscription);
		});
	}

	private String channel(TopicKey topic) {
		return this.keys.channel(Keys.topic(topic));
	}

	private Lane lane(String channel) {
		return this.lanes[Math.floorMod(channel.hashCode(), this.lanes.length)];
	}

	private @Nullable StatefulRedisPubSubConnection<String, byte[]> connection() {
		return (this.link != null) ? this.link.current() : null;
	}

	// One by one they would cost thirty times as much.
	private void request(String channel) {
		int waiting;
		synchronized (this.pending) {
			this.pending.add(channel);
			waiting = this.pending.size();
		}
		if (waiting == 1) {
			this.scheduler.schedule(this::requestPending, BATCH_MILLIS, TimeUnit.MILLISECONDS);
		}
		else if (waiting == BATCH) {
			requestPending();
		}
	}

	private void requestPending() {
		// Under the lock, so that an end of a subscription does not come before it.
		synchronized (this.pending) {
			StatefulRedisPubSubConnection<String, byte[]> connection = connection();
			List<String> channels = List.copyOf(this.pending);
			this.pending.clear();
			if (connection != null && !channels.isEmpty()) {
				connection.async().subscribe(channels.toArray(String[]::new));
			}
			// Without a connection, the next one subscribes to all there is.
		}
	}

	/**
	 * End the subscription to a topic.
	 * @return a {@code Mono} that completes when the listener is not called any more
	 */
	Mono<Void> unsubscribe(TopicKey topic) {
		return Mono.defer(() -> {
			String channel = channel(topic);
			CompletableFuture<Void> quiet;
			synchronized (this.pending) {
				Subscription subscription = this.subscriptions.remove(channel);
				if (subscription == null) {
					return Mono.empty();
				}
				StatefulRedisPubSubConnection<String, byte[]> connection = connection();
				if (!this.pending.remove(channel) && connection != null) {
					connection.async().unsubscribe(channel);
				}
				quiet = subscription.end();
			}
			return Mono.fromFuture(quiet).publishOn(this.scheduler);
		});
	}

	/**
	 * Deliver a message of this node to its own members, without Redis.
	 */
	void received(TopicKey topic, Envelope message) {
		deliver(channel(topic), message.toBytes());
	}

	private void deliver(String channel, byte[] bytes) {
		Subscription subscription = this.subscriptions.get(channel);
		if (subscription != null) {
			if (!subscription.received(bytes)) {
				this.metrics.dropped();
			}
			return;
		}
		Consumer<byte[]> mailbox = this.mailboxes.get(channel);
		if (mailbox != null) {
			mailbox.accept(bytes);
		}
	}

	@Override
	public void prepare(StatefulRedisPubSubConnection<String, byte[]> connection) {
		connection.addListener(new RedisPubSubAdapter<String, byte[]>() {
			@Override
			public void message(String channel, byte[] bytes) {
				deliver(channel, bytes);
			}

			@Override
			public void subscribed(String channel, long count) {
				Subscription subscription = Subscriptions.this.subscriptions.get(channel);
				if (subscription != null) {
					subscription.confirmed();
				}
			}
		});
		if (!this.mailboxes.isEmpty()) {
			connection.async().subscribe(this.mailboxes.keySet().toArray(String[]::new));
		}
	}

	@Override
	public void opened(StatefulRedisPubSubConnection<String, byte[]> connection) {
		List<String> channels;
		synchronized (this.pending) {
			this.pending.clear();
			channels = List.copyOf(this.subscriptions.keySet());
		}
		for (int from = 0; from < channels.size(); from += BATCH) {
			List<String> batch = channels.subList(from, Math.min(channels.size(), from + BATCH));
			connection.async().subscribe(batch.toArray(String[]::new));
		}
	}

	@Override
	public void lost() {
		this.metrics.reconnected(RedisTopicEngine.PUB_SUB);
	}

	void stop() {
		this.subscriptions.values().forEach(Subscription::end);
		this.subscriptions.clear();
	}

}
