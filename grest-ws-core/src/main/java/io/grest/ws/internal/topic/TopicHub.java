package io.grest.ws.internal.topic;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.internal.Loggers;
import io.grest.ws.topic.engine.Joined;
import io.grest.ws.topic.engine.Envelope;
import io.grest.ws.topic.engine.Nodes;
import io.grest.ws.topic.engine.Page;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.Presences;
import io.grest.ws.topic.engine.TopicEngine;
import io.grest.ws.topic.engine.TopicKey;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Topics of one node, on one engine. Safe to use from any thread.
 *
 * @since 0.1.0
 */
public final class TopicHub {

	private static final Log logger = LogFactory.getLog(Loggers.TOPICS);

	// So many topics of a node are checked at a time, and so many in a second.
	private static final int CHECKS = 1000;

	private final TopicEngine engine;

	private final TopicSettings settings;

	private final Map<TopicKey, LocalTopic> topics = new ConcurrentHashMap<>();

	private final TopicStatistics statistics = new TopicStatistics();

	private final SharedReads reads;

	private final WindowBudget budget;

	private final Disposable.Swap checks = Disposables.swap();

	// Contracts and reasons that were logged at WARN.
	private final Set<String> told = ConcurrentHashMap.newKeySet();

	/**
	 * Create topics.
	 * @param engine the engine, to be started by the caller
	 * @param settings what all topics share
	 */
	public TopicHub(TopicEngine engine, TopicSettings settings) {
		this.engine = engine;
		this.settings = settings;
		this.reads = new SharedReads(engine);
		this.budget = new WindowBudget(settings.maxWindowBytes(), this::freeWindow);
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
		return this.statistics;
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
		return this.budget.bytes();
	}

	TopicEngine engine() {
		return this.engine;
	}

	SharedReads reads() {
		return this.reads;
	}

	WindowBudget budget() {
		return this.budget;
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
		outcome.subscribe(null, (ex) -> unpublished(key, ex), () -> this.statistics.publish(true));
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
		return this.reads.read(key, since, limit);
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
			LocalTopic topic = (known != null) ? known : new LocalTopic(this, key);
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
		int[] left = new int[1];
		this.topics.computeIfPresent(topic.key(), (same, known) -> {
			left[0] = known.pin(-1);
			return known;
		});
		if (left[0] == 0) {
			later(this.settings.linger(), topic::close);
		}
	}

	boolean isUnused(TopicKey key) {
		boolean[] unused = new boolean[1];
		this.topics.computeIfPresent(key, (same, known) -> {
			unused[0] = known.pin(0) == 0;
			return known;
		});
		return unused[0];
	}

	/**
	 * Forget a topic that is not subscribed, unless somebody wants it again.
	 */
	void closed(TopicKey key) {
		this.topics.computeIfPresent(key, (same, known) -> (known.pin(0) == 0 && known.feed().isIdle()) ? null : known);
	}

	/**
	 * Subscribe again to a topic that could not be subscribed to.
	 */
	void reopen(TopicKey key) {
		LocalTopic topic = this.topics.get(key);
		if (topic != null) {
			if (isUnused(key)) {
				topic.close();
			}
			else {
				topic.open();
			}
		}
	}

	Disposable later(Duration delay, Runnable task) {
		return this.settings.scheduler().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
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

	void lost(TopicKey key, Joined.Lost why) {
		String text = "Messages of the topic " + key + " are lost for members on this node: " + why + " ("
				+ switch (why) {
					case TRIMMED -> "more were published than grest.ws.topics.history.max-size keeps";
					case EXPIRED -> "they are older than grest.ws.topics.history.max-age";
					case FORKED -> "the engine has lost a part of its history, as after a restart or a failover";
					case TOO_MANY -> "more than 10,000 were missed";
				} + ")";
		if (this.told.add(key.contract() + why)) {
			logger.warn(text + "; more of this kind are counted, and logged at DEBUG");
		}
		else {
			logger.debug(text);
		}
	}

	private void unpublished(TopicKey key, Throwable ex) {
		this.statistics.publish(false);
		String text = "A message to the topic " + key + " was not published: " + ex.getMessage();
		if (this.told.add(key.contract() + ex.getClass())) {
			logger.warn(text + "; more of this kind are counted, and logged at DEBUG");
		}
		else {
			logger.debug(text);
		}
	}

	/**
	 * Handle that a member cannot be sent what it has missed. Its position is of a peer,
	 * and may be anything.
	 */
	void missed(TopicKey key, Joined.Lost why) {
		logger.debug("A member of the topic " + key + " has missed messages that it cannot be sent any more: " + why);
	}

	void failed(Throwable ex) {
		logger.error("A message of a topic could not be passed to its members", ex);
	}

}
