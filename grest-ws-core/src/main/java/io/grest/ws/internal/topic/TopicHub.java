package io.grest.ws.internal.topic;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.internal.wire.TopicNames;
import io.grest.ws.topic.engine.Joined;
import io.grest.ws.topic.engine.Envelope;
import io.grest.ws.topic.engine.Nodes;
import io.grest.ws.topic.engine.Page;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.Presences;
import io.grest.ws.topic.engine.TopicEngine;
import io.grest.ws.topic.engine.TopicKey;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.util.Assert;

/**
 * Topics of one node, on one engine. Safe to use from any thread.
 *
 * @since 0.1.0
 */
public final class TopicHub {

	// So many topics of a node are checked at a time, and so many in a second.
	private static final int CHECKS = 1000;

	private final TopicEngine engine;

	private final TopicSettings settings;

	private final Map<TopicKey, LocalTopic> topics = new ConcurrentHashMap<>();

	private final TopicParts parts;

	private final Disposable.Swap checks = Disposables.swap();

	/**
	 * Create topics.
	 * @param engine the engine, to be started by the caller
	 * @param settings what all topics share
	 */
	public TopicHub(TopicEngine engine, TopicSettings settings) {
		this.engine = engine;
		this.settings = settings;
		this.parts = new TopicParts(engine, new SharedReads(engine),
				new WindowBudget(settings.maxWindowBytes(), this::freeWindow), new TopicStatistics(), new TopicLog(),
				new Keeper(), settings.grace(), settings.scheduler());
	}

	/**
	 * Check the name of a topic that clients are told the positions of.
	 * @param key the topic
	 * @throws IllegalArgumentException if its name on the wire is longer than
	 * {@link TopicNames#LONGEST}, or cannot be encoded
	 */
	public static void checkName(TopicKey key) {
		int length = TopicNames.encode(key.contract(), key.name()).length();
		Assert.isTrue(length <= TopicNames.LONGEST, () -> "The name of the topic " + key + " has " + length
				+ " bytes on the wire, percent-encoded, and may have " + TopicNames.LONGEST);
		Assert.isTrue(StandardCharsets.UTF_8.newEncoder().canEncode(key.name()),
				() -> "The name of the topic " + key + " has a half of a surrogate pair");
	}

	/**
	 * Begin to check positions.
	 */
	public void start() {
		Duration interval = this.settings.syncInterval();
		this.checks.replace(Flux.interval(interval, this.settings.scheduler())
			.onBackpressureDrop()
			.concatMap((tick) -> checkAll())
			.subscribe());
	}

	/**
	 * Stop to check positions.
	 */
	public void stop() {
		this.checks.dispose();
	}

	/**
	 * Return the counters of these topics.
	 * @return the counters
	 */
	public TopicStatistics statistics() {
		return this.parts.statistics();
	}

	/**
	 * Return the number of topics that this node is subscribed to.
	 * @return the number
	 */
	public int size() {
		return this.topics.size();
	}

	/**
	 * Return the topics that this node is subscribed to.
	 * @return the topics at present
	 */
	public Collection<LocalTopic> topics() {
		return List.copyOf(this.topics.values());
	}

	/**
	 * Return the bytes of messages that this node keeps for members who come back.
	 * @return the number of bytes
	 */
	public long windowBytes() {
		return this.parts.budget().bytes();
	}

	/**
	 * Publish a message. Begins at once.
	 * @param key the topic
	 * @param envelope the message
	 * @param once the key of the message, or {@code null} for none
	 * @return a {@code Mono} that replays the outcome
	 */
	public Mono<Position> publish(TopicKey key, Envelope envelope, @Nullable String once) {
		Mono<Position> outcome = this.engine.publish(key, envelope, once);
		TopicStatistics statistics = this.parts.statistics();
		outcome.subscribe(null, (ex) -> {
			statistics.publish(false);
			this.parts.log().unpublished(key, ex);
		}, () -> statistics.publish(true));
		return outcome;
	}

	/**
	 * Return the position of a topic's last message.
	 * @param key a topic with history
	 * @return a {@code Mono} of the position
	 */
	public Mono<Position> top(TopicKey key) {
		return this.engine.top(key);
	}

	/**
	 * Read messages after a position.
	 * @param key a topic with history
	 * @param since the position
	 * @param limit the most messages to read
	 * @return a {@code Mono} of the messages
	 */
	public Mono<Page> read(TopicKey key, Position since, int limit) {
		return this.parts.reads().read(key, since, limit);
	}

	/**
	 * Read messages after a position, with all that were published before.
	 * @param key a topic with history
	 * @param since the position
	 * @param limit the most messages to read
	 * @return a {@code Mono} of the messages
	 */
	Mono<Page> readNow(TopicKey key, Position since, int limit) {
		return this.engine.read(key, since, limit);
	}

	/**
	 * Return the members that topics show.
	 * @return the members of all nodes
	 */
	public Presences presences() {
		return this.engine.presences();
	}

	/**
	 * Return the nodes.
	 * @return the nodes, this one among them
	 */
	public Nodes nodes() {
		return this.engine.nodes();
	}

	/**
	 * Add a member to a topic.
	 * @param key the topic
	 * @param connection the member, until it closes
	 * @param since the position that the member has heard, or {@code null} for none
	 * @return a {@code Mono} that replays the outcome
	 */
	public Mono<Joined> add(TopicKey key, SocketConnection<?> connection, @Nullable Position since) {
		return pin(key).add(connection, since);
	}

	/**
	 * Add a member to a topic that is sent a state first.
	 * @param key a topic with history
	 * @param connection the member, until it closes
	 * @param load loads the state and sends it, subscribed to once the position is known
	 * @return a {@code Mono} that replays the outcome
	 */
	public Mono<Joined> live(TopicKey key, SocketConnection<?> connection, Publisher<?> load) {
		return pin(key).live(connection, top(key).flatMap((position) -> Flux.from(load).then(Mono.just(position))));
	}

	/**
	 * Find a topic with members on this node.
	 * @param key the topic
	 * @return the topic, or {@code null} if this node has nothing to do with it
	 */
	public @Nullable LocalTopic find(TopicKey key) {
		return this.topics.get(key);
	}

	/**
	 * Return a topic, and stay subscribed to it until it is {@linkplain #release
	 * released}.
	 * @param key the topic
	 * @return the topic
	 */
	public LocalTopic pin(TopicKey key) {
		LocalTopic pinned = this.topics.compute(key, (same, known) -> {
			LocalTopic topic = (known != null) ? known : new LocalTopic(this.parts, key);
			topic.pin(1);
			return topic;
		});
		pinned.open();
		return pinned;
	}

	/**
	 * Stay subscribed to a topic for one reason less.
	 * @param topic the topic
	 */
	public void release(LocalTopic topic) {
		this.parts.keeper().release(topic.key());
	}

	private Flux<Position> checkAll() {
		return Flux.fromIterable(this.topics.values())
			.filter((topic) -> topic.key().hasHistory())
			.buffer(CHECKS)
			.concatMap((some) -> Flux.fromIterable(some)
				.flatMap(this::check, CHECKS)
				.concatWith(Mono.<Position>empty()
					.delaySubscription(Duration.ofSeconds((some.size() < CHECKS) ? 0 : 1), this.settings.scheduler())));
	}

	private Mono<Position> check(LocalTopic topic) {
		return this.engine.top(topic.key())
			.doOnNext((top) -> topic.run(() -> topic.feed().check(top)))
			.onErrorComplete();
	}

	private void freeWindow() {
		long now = System.nanoTime();
		this.topics.values()
			.stream()
			.filter((topic) -> !topic.feed().window().isEmpty())
			.max(Comparator.comparingLong((topic) -> now - topic.feed().window().usedAt()))
			.ifPresent((topic) -> topic.run(topic.feed().window()::clear));
	}

	/**
	 * Keeps a topic for as many reasons as there are.
	 */
	private final class Keeper implements TopicKeeper {

		@Override
		public void release(TopicKey key) {
			LocalTopic topic = TopicHub.this.topics.get(key);
			if (topic != null && pins(key, -1) == 0) {
				TopicHub.this.parts.later(TopicHub.this.settings.linger(), topic::close);
			}
		}

		@Override
		public boolean isUnused(TopicKey key) {
			return pins(key, 0) == 0;
		}

		private int pins(TopicKey key, int change) {
			int[] left = new int[1];
			TopicHub.this.topics.computeIfPresent(key, (same, known) -> {
				left[0] = known.pin(change);
				return known;
			});
			return left[0];
		}

		@Override
		public void reopen(TopicKey key) {
			LocalTopic topic = TopicHub.this.topics.get(key);
			if (topic == null) {
				return;
			}
			if (isUnused(key)) {
				topic.close();
			}
			else {
				topic.open();
			}
		}

		@Override
		public void closed(TopicKey key) {
			TopicHub.this.topics.computeIfPresent(key,
					(same, known) -> (known.pin(0) == 0 && known.feed().isIdle()) ? null : known);
		}

	}

}
