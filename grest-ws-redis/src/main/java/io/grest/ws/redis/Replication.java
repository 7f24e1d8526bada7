package io.grest.ws.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.TopicKey;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
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

	private final Scheduler scheduler;

	private final Lane lane;

	private final AtomicBoolean opened = new AtomicBoolean();

	private final AtomicInteger unconfirmed = new AtomicInteger();

	// Belong to the lane.
	private final List<Unconfirmed> next = new ArrayList<>();

	private boolean busy;

	Replication(Supplier<AbstractRedisClient> client, EngineOptions options, Keys keys, Availability availability,
			Scheduler scheduler) {
		this.link = new Link<>(RedisTopicEngine.REPLICATION, () -> Upstream.connect(client.get()), Upstream::connection,
				new Nothing(), availability);
		this.maxUnconfirmed = options.maxInFlight();
		this.patience = (options.timeout().compareTo(LONGEST) < 0) ? options.timeout() : LONGEST;
		this.keys = keys;
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
			Unconfirmed added = new Unconfirmed(topic, position, Sinks.one());
			this.lane.execute(() -> {
				this.next.add(added);
				advance();
			});
			return added.outcome().asMono();
		}).timeout(this.patience, Mono.error(() -> failure(null)), this.scheduler).publishOn(this.scheduler).then();
	}

	// All that came while another WAIT was under way share the next one.
	private void advance() {
		if (this.busy || this.next.isEmpty()) {
			return;
		}
		this.busy = true;
		List<Unconfirmed> batch = List.copyOf(this.next);
		this.next.clear();
		this.link.connection()
			.flatMap((upstream) -> confirm(upstream, batch))
			.timeout(this.patience.multipliedBy(2), this.scheduler)
			.subscribe(null, (ex) -> done(batch, ex), () -> done(batch, null));
	}

	private Mono<Void> confirm(Upstream upstream, List<Unconfirmed> batch) {
		List<Mono<Boolean>> looks = batch.stream().map((each) -> look(upstream, each)).toList();
		upstream.flush();
		return Flux.concat(looks)
			.collectList()
			.filter((found) -> found.contains(true))
			.flatMap((found) -> wait(upstream))
			.filter((replicas) -> replicas > 0)
			.doOnNext((replicas) -> batch.forEach((each) -> each.outcome().tryEmitValue(true)))
			.then();
	}

	// A message that is not there, as after a failover, fails alone.
	private Mono<Boolean> look(Upstream upstream, Unconfirmed each) {
		String topic = Keys.topic(each.topic());
		RedisFuture<Long> there = upstream.async()
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
		});
	}

	private Mono<Long> wait(Upstream upstream) {
		RedisFuture<Long> replicas = upstream.async().waitForReplication(1, this.patience.toMillis());
		upstream.flush();
		return Mono.fromFuture(replicas.toCompletableFuture());
	}

	private void done(List<Unconfirmed> batch, @Nullable Throwable ex) {
		// Without effect on those that are confirmed.
		batch.forEach((each) -> each.outcome().tryEmitError(failure(ex)));
		if (ex instanceof TimeoutException) {
			// WAIT ends in time by itself: this connection is of no use.
			this.link.reopen();
		}
		this.lane.execute(() -> {
			this.busy = false;
			advance();
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
	 * Message that waits for a replica.
	 */
	private record Unconfirmed(TopicKey topic, Position position, Sinks.One<Boolean> outcome) {

	}

}
