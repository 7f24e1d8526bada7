package io.grest.ws.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.redis.PublishCommand.Look;
import io.grest.ws.topic.engine.Envelope;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.TopicKey;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Publishes messages in the order in which they were handed over, on one connection. A
 * message without an answer is
 * <ul>
 * <li>never sent again if the time is over: its outcome is unknown;</li>
 * <li>looked up by its tag if the connection was lost, and sent again if it is not there,
 * unless a later message of its topic was published.</li>
 * </ul>
 */
final class Publisher {

	// An outage that is longer is not one that a message waits for, whatever the timeout.
	private static final Duration OUTAGE = Duration.ofSeconds(2);

	private static final int PART = 5;

	private static final Duration LATE = Duration.ofSeconds(1);

	private final Link<Upstream> link;

	private final EngineOptions options;

	private final Duration patience;

	private final Keys keys;

	private final PublishCommand command;

	private final Subscriptions local;

	private final ClusterMetrics metrics;

	private final Scheduler scheduler;

	private final Lane lane;

	private final AtomicInteger inFlight = new AtomicInteger();

	// All that follows belongs to the lane.

	private final Map<String, Outbox> outboxes = new HashMap<>();

	private final Set<Publish> open = new LinkedHashSet<>();

	private long numbers;

	// Not the one of the link, which may be the next one already, before it is known here
	// that messages were lost with this one.
	private @Nullable Upstream upstream;

	private boolean isLost = true;

	// When the connection was lost.
	private long lostAt = System.nanoTime();

	private @Nullable Disposable clock;

	Publisher(Link<Upstream> link, EngineOptions options, Keys keys, Subscriptions local, ClusterMetrics metrics,
			Scheduler scheduler) {
		this.link = link;
		this.options = options;
		this.patience = patience(options.timeout());
		this.keys = keys;
		this.command = new PublishCommand(keys, new Renewals());
		this.local = local;
		this.metrics = metrics;
		this.scheduler = scheduler;
		this.lane = new Lane(scheduler, Integer.MAX_VALUE, this::flush);
	}

	private static Duration patience(Duration timeout) {
		Duration part = timeout.dividedBy(PART);
		return (timeout.compareTo(OUTAGE) < 0) ? timeout : (part.compareTo(OUTAGE) > 0) ? part : OUTAGE;
	}

	void start() {
		long period = Math.min(250, Math.max(10, this.options.timeout().toMillis() / 20));
		this.clock = this.scheduler.schedulePeriodically(() -> this.lane.execute(this::expire), period, period,
				TimeUnit.MILLISECONDS);
	}

	/**
	 * Publish a message. Begins at once.
	 */
	Mono<Position> publish(TopicKey topic, Envelope message, @Nullable String key) {
		if (this.inFlight.incrementAndGet() > this.options.maxInFlight()) {
			this.inFlight.decrementAndGet();
			return Mono.error(new TooManyRequestsException("Too many messages wait for Redis"));
		}
		Publish publish = new Publish(topic, message, topic.hasHistory() ? key : null, this::done);
		this.lane.execute(() -> begin(publish));
		return Mono.fromFuture(publish.outcome(), true).mapNotNull((position) -> position).publishOn(this.scheduler);
	}

	private void done(Publish publish, boolean published) {
		this.inFlight.decrementAndGet();
		this.open.remove(publish);
		Outbox outbox = this.outboxes.get(publish.name());
		if (outbox != null) {
			outbox.done(publish);
			forget(publish.name(), outbox);
		}
		this.metrics.published(publish.age(), published);
	}

	private void forget(String topic, Outbox outbox) {
		if (outbox.isIdle()) {
			this.outboxes.remove(topic, outbox);
		}
	}

	private void begin(Publish publish) {
		publish.number(this.numbers++);
		this.open.add(publish);
		if (publish.topic().hasHistory() && isAway()) {
			publish.failed(new IllegalStateException("Redis is not available"));
		}
		else if (publish.topic().hasHistory()) {
			String topic = publish.name();
			this.outboxes.computeIfAbsent(topic, (name) -> new Outbox()).add(publish);
			advance(topic);
		}
		else {
			publishVolatile(publish);
		}
	}

	private boolean isAway() {
		return this.isLost && this.link.current() == null && System.nanoTime() - this.lostAt > this.patience.toNanos();
	}

	private void publishVolatile(Publish publish) {
		Upstream upstream = this.link.current();
		if (upstream != null) {
			byte[] bytes = publish.message().toBytes();
			RedisFuture<Long> answer = upstream.async().publish(this.keys.channel(publish.name()), bytes);
			publish.sent(answer);
			answer.whenComplete((receivers, ex) -> this.lane.execute(() -> finish(publish, null, ex)));
		}
		else if (this.options.localWhenDown()) {
			this.local.received(publish.topic(), publish.message());
			publish.published(null);
		}
		else {
			publish.failed(new IllegalStateException("Redis is not available, and grest.ws.cluster.when-down=fail"));
		}
	}

	private static void finish(Publish publish, @Nullable Position position, @Nullable Throwable ex) {
		if (ex == null) {
			publish.published(position);
		}
		else if (ex instanceof RedisCommandExecutionException) {
			publish.failed("The message was not published", ex);
		}
		else {
			publish.failed(ex);
		}
	}

	// Sends what may be sent of a topic.
	private void advance(String topic) {
		Upstream upstream = this.upstream;
		Outbox outbox = this.outboxes.get(topic);
		if (upstream == null || upstream != this.link.current() || outbox == null || outbox.isUndecided()) {
			return;
		}
		for (Publish publish : outbox.takeLost()) {
			Look look = outbox.isOvertaken(publish) ? Look.ONLY : Look.ELSE;
			send(topic, outbox, publish, this.command.sendAgain(upstream, publish, look));
		}
		Publish next;
		while ((next = outbox.next()) != null) {
			send(topic, outbox, next, this.command.send(upstream, next));
		}
		forget(topic, outbox);
	}

	private void send(String topic, Outbox outbox, Publish publish, RedisFuture<byte[]> answer) {
		outbox.sent();
		publish.sent(answer);
		answer.whenComplete((position, ex) -> this.lane.execute(() -> {
			outbox.answered();
			answered(outbox, publish, position, ex);
			advance(topic);
		}));
	}

	private static void answered(Outbox outbox, Publish publish, byte @Nullable [] position, @Nullable Throwable ex) {
		if (ex == null && position != null) {
			outbox.published(publish);
			finish(publish, Position.parse(new String(position, StandardCharsets.US_ASCII)).orElseThrow(), null);
		}
		else if (ex == null) {
			publish.failed("The message was not published", new IllegalStateException(
					"Lost with the connection to Redis, and later messages were published, or may have been"));
		}
		else if (publish.isDone()) {
			// Timed out before.
			return;
		}
		else if (ex instanceof RedisNoScriptException) {
			outbox.refused(publish);
		}
		else if (mayBeSentAgain(ex)) {
			outbox.lost(publish);
		}
		else {
			finish(publish, null, ex);
		}
	}

	private static boolean mayBeSentAgain(Throwable ex) {
		return ex instanceof CancellationException
				|| !(ex instanceof RedisCommandExecutionException || ex instanceof RedisCommandTimeoutException);
	}

	private void flush() {
		Upstream upstream = this.link.current();
		if (upstream != null) {
			upstream.flush();
		}
	}

	/**
	 * Handle that the connection is lost. A command that was written while it was being
	 * closed has no answer otherwise.
	 */
	void lost() {
		this.lane.execute(() -> {
			this.upstream = null;
			this.isLost = true;
			this.lostAt = System.nanoTime();
			List.copyOf(this.open).forEach(Publish::cancel);
		});
	}

	/**
	 * Send what has waited for a connection.
	 */
	void resume(Upstream upstream) {
		this.lane.execute(() -> {
			this.upstream = upstream;
			this.isLost = false;
			List.copyOf(this.outboxes.keySet()).forEach(this::advance);
		});
	}

	/**
	 * Give up the messages that were sent: they may still run, on a connection that is
	 * given up though it is open.
	 */
	void abandon() {
		this.lane.execute(() -> {
			TimeoutException cause = new TimeoutException("Redis did not answer");
			List.copyOf(this.open).stream().filter(Publish::isSent).forEach((publish) -> publish.failed(cause));
		});
	}

	private void expire() {
		if (isAway()) {
			IllegalStateException cause = new IllegalStateException("Redis is not available");
			List.copyOf(this.open).forEach((publish) -> publish.failed(cause));
		}
		Duration timeout = this.options.timeout();
		while (!this.open.isEmpty()) {
			Publish oldest = this.open.iterator().next();
			if (oldest.age().compareTo(LATE) > 0) {
				this.link.suspect();
			}
			if (oldest.age().compareTo(timeout) < 0) {
				return;
			}
			oldest.failed(new TimeoutException("Redis did not answer within " + timeout.toMillis() + " ms"));
		}
	}

	/**
	 * Fail all that is not published yet.
	 */
	void stop() {
		if (this.clock != null) {
			this.clock.dispose();
		}
		this.lane.execute(() -> List.copyOf(this.open)
			.forEach((publish) -> publish.failed(new IllegalStateException("The engine has been stopped"))));
	}

}
