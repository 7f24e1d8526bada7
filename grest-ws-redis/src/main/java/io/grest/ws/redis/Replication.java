package io.grest.ws.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.TopicKey;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Waits until a replica of Redis has messages. That is done on a connection of its own,
 * as WAIT holds up all that comes after it: one at a time, for all messages that were
 * published before it. WAIT only waits for what its own connection has written, and after
 * a failover there may be another Redis, which has not got the message. So a script looks
 * for the message first, and writes.
 *
 * <p>
 * In a Redis Cluster both are sent to the master that has the topic, on a connection to
 * that node, which follows no redirection. Each master has WAITs of its own.
 */
final class Replication {

	private static final String NOT_KNOWN = "The message was published, and it is not known whether a replica of Redis"
			+ " has it";

	// A replica that keeps up confirms in milliseconds.
	private static final Duration LONGEST = Duration.ofSeconds(1);

	private final Link<Upstream> link;

	private final int maxUnconfirmed;

	private final Duration patience;

	private final Keys keys;

	private final Supplier<AbstractRedisClient> client;

	private final Topology topology;

	private final Scheduler scheduler;

	private final Lane lane;

	private final AtomicBoolean opened = new AtomicBoolean();

	private final AtomicInteger unconfirmed = new AtomicInteger();

	// By the id of the master, or of the only Redis. Belong to the lane.
	private final Map<String, Master> masters = new HashMap<>();

	Replication(Supplier<AbstractRedisClient> client, EngineOptions options, Keys keys, Availability availability,
			Scheduler scheduler) {
		this.link = new Link<>(RedisTopicEngine.REPLICATION, () -> Upstream.connect(client.get()), Upstream::connection,
				new Nothing(), availability);
		this.maxUnconfirmed = options.maxInFlight();
		this.patience = (options.timeout().compareTo(LONGEST) < 0) ? options.timeout() : LONGEST;
		this.keys = keys;
		this.client = client;
		this.topology = new Topology(client, scheduler);
		this.scheduler = scheduler;
		this.lane = new Lane(scheduler, Integer.MAX_VALUE, () -> {
		});
	}

	/**
	 * Publish a message, and wait until a replica has it. Begins at once.
	 * @param publishing publishes the message, called at once unless too many wait
	 * @return a {@code Mono} that replays the outcome
	 */
	Mono<Position> publish(TopicKey topic, Supplier<Mono<Position>> publishing) {
		if (this.unconfirmed.incrementAndGet() > this.maxUnconfirmed) {
			this.unconfirmed.decrementAndGet();
			return Mono.error(new TooManyRequestsException("Too many messages wait for a replica of Redis"));
		}
		if (this.opened.compareAndSet(false, true)) {
			this.link.open();
		}
		Mono<Position> outcome = publishing.get()
			.flatMap((position) -> confirm(topic, position).thenReturn(position))
			.cache();
		outcome.subscribe(null, (ex) -> this.unconfirmed.decrementAndGet(), this.unconfirmed::decrementAndGet);
		return outcome;
	}

	private Mono<Void> confirm(TopicKey topic, Position position) {
		return Mono.defer(() -> {
			Unconfirmed added = new Unconfirmed(topic, position, Sinks.one(), new AtomicBoolean());
			this.lane.execute(() -> confirm(added));
			return added.outcome()
				.asMono()
				.timeout(this.patience, Mono.error(() -> failure(null)), this.scheduler)
				.doFinally((end) -> added.over().set(true));
		}).publishOn(this.scheduler).then();
	}

	private void confirm(Unconfirmed added) {
		Master master = this.masters.computeIfAbsent(master(added.topic()), Master::new);
		if (master.next.size() >= this.maxUnconfirmed) {
			// Those that nobody waits for any more.
			master.next.removeIf((each) -> each.over().get());
		}
		master.next.add(added);
		advance(master);
	}

	private String master(TopicKey topic) {
		if (!(this.client.get() instanceof RedisClusterClient cluster)) {
			return "";
		}
		int slot = SlotHash.getSlot(this.keys.stream(Keys.topic(topic)));
		RedisClusterNode master = cluster.getPartitions().getMasterBySlot(slot);
		return (master != null) ? master.getNodeId() : "";
	}

	// All that came while another WAIT was under way share the next one.
	private void advance(Master master) {
		master.next.removeIf((each) -> each.over().get());
		if (master.busy) {
			return;
		}
		if (master.next.isEmpty()) {
			this.masters.remove(master.id, master);
			return;
		}
		master.busy = true;
		List<Unconfirmed> batch = List.copyOf(master.next);
		master.next.clear();
		Mono<Void> confirming = this.link.connection()
			.flatMap((upstream) -> upstream.at(master.id).flatMap((node) -> confirm(upstream, node, batch)));
		// In a cluster it ends once that master answers, or is known to be none: another
		// connection would harm what waits for the others.
		(master.isAlone() ? confirming.timeout(this.patience.multipliedBy(2), this.scheduler) : confirming)
			.subscribe(null, (ex) -> done(master, batch, ex), () -> done(master, batch, null));
	}

	// Another connection has written nothing, so its WAIT would end at once. The client
	// opens one by itself when this one is lost, and sends again what was not answered.
	private Mono<Void> confirm(Upstream upstream, StatefulRedisConnection<String, byte[]> node,
			List<Unconfirmed> batch) {
		Cuts cuts = new Cuts();
		node.addListener(cuts);
		if (!node.isOpen()) {
			node.removeListener(cuts);
			return Mono.error(new IllegalStateException("The connection to Redis is lost"));
		}
		List<Mono<Boolean>> looks = batch.stream().map((each) -> look(node, each)).toList();
		upstream.flush();
		return Flux.concat(looks)
			.collectList()
			.filter((found) -> found.contains(true))
			.flatMap((found) -> wait(upstream, node))
			.filter((replicas) -> replicas > 0 && !cuts.any && node.isOpen())
			.doOnNext((replicas) -> batch.forEach((each) -> each.outcome().tryEmitValue(true)))
			.doFinally((end) -> node.removeListener(cuts))
			.then();
	}

	// A message that is not there, as after a failover, fails alone. So does one whose
	// topic another master has.
	private Mono<Boolean> look(StatefulRedisConnection<String, byte[]> node, Unconfirmed each) {
		String topic = Keys.topic(each.topic());
		RedisFuture<Long> there = node.async()
			.eval(Script.CONFIRM.text(), ScriptOutputType.INTEGER,
					new String[] { this.keys.stream(topic), this.keys.meta(topic) },
					Ages.text(each.position().offset()), Ages.text(each.position().tag()),
					Ages.millis(Ages.meta(each.topic())));
		return Mono.fromFuture(there.toCompletableFuture()).map((found) -> {
			if (found == 0) {
				each.outcome()
					.tryEmitError(
							failure(new IllegalStateException("Redis has the message no more, as after a failover")));
			}
			return found != 0;
		}).onErrorResume(RedisCommandExecutionException.class, (ex) -> {
			this.topology.suspect();
			each.outcome().tryEmitError(failure(ex));
			return Mono.just(false);
		});
	}

	private Mono<Long> wait(Upstream upstream, StatefulRedisConnection<String, byte[]> node) {
		RedisFuture<Long> replicas = node.async().waitForReplication(1, this.patience.toMillis());
		upstream.flush();
		return Mono.fromFuture(replicas.toCompletableFuture());
	}

	private void done(Master master, List<Unconfirmed> batch, @Nullable Throwable ex) {
		// Without effect on those that are confirmed.
		batch.forEach((each) -> each.outcome().tryEmitError(failure(ex)));
		if (ex != null) {
			this.topology.suspect();
		}
		if (ex instanceof TimeoutException && master.isAlone()) {
			// WAIT ends in time by itself: this connection is of no use.
			this.link.reopen();
		}
		this.lane.execute(() -> {
			master.busy = false;
			advance(master);
		});
	}

	private ServerErrorException failure(@Nullable Throwable cause) {
		Throwable why = (cause != null) ? cause : new TimeoutException("No replica has confirmed it within "
				+ this.patience.toMillis() + " ms: check that Redis has replicas, or set replicated=false");
		return new ServerErrorException(NOT_KNOWN, why);
	}

	/**
	 * Close the connection for good, if there is one.
	 */
	Mono<Void> close() {
		return this.link.close();
	}

	/**
	 * What happens to the connection.
	 */
	private static final class Nothing implements Link.Events<Upstream> {

		@Override
		public void prepare(Upstream connection) {
		}

		@Override
		public void opened(Upstream connection) {
		}

		@Override
		public void lost() {
		}

	}

	/**
	 * Redis that has topics, and what waits for its replicas.
	 */
	private static final class Master {

		private final String id;

		private final List<Unconfirmed> next = new ArrayList<>();

		private boolean busy;

		Master(String id) {
			this.id = id;
		}

		// Whether it is not one of a cluster.
		boolean isAlone() {
			return this.id.isEmpty();
		}

	}

	/**
	 * Whether a connection was lost, which its client opens again by itself.
	 */
	private static final class Cuts implements RedisConnectionStateListener {

		private volatile boolean any;

		@Override
		public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
			this.any = true;
		}

	}

	/**
	 * Message that waits for a replica.
	 *
	 * @param over whether its publisher waits no more
	 */
	private record Unconfirmed(TopicKey topic, Position position, Sinks.One<Boolean> outcome, AtomicBoolean over) {

	}

}
