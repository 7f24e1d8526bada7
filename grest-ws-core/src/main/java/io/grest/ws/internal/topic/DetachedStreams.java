package io.grest.ws.internal.topic;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.internal.call.HandlerErrors;
import io.grest.ws.topic.engine.Presences;
import io.grest.ws.topic.engine.TopicKey;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Producers of detached streams that run on this node, and what all streams share. Safe
 * to use from any thread.
 *
 * @since 0.1.0
 */
public final class DetachedStreams {

	private static final Duration TO_TELL = Duration.ofSeconds(5);

	private final TopicHub hub;

	private final StreamLimits limits;

	private final Scheduler scheduler;

	private final String node;

	private final HandlerErrors errors;

	private final AtomicLong members = new AtomicLong();

	private final Map<TopicKey, StreamProducer> running = new ConcurrentHashMap<>();

	// Places of producers, those that are being started too.
	private final AtomicInteger taken = new AtomicInteger();

	private final Map<String, Integer> owners = new ConcurrentHashMap<>();

	/**
	 * Create streams.
	 * @param hub the topics of this node
	 * @param limits the limits of each stream
	 * @param scheduler the scheduler of what comes later
	 * @param node the id of this node
	 * @param errors translates what producers fail with
	 */
	public DetachedStreams(TopicHub hub, StreamLimits limits, Scheduler scheduler, String node, HandlerErrors errors) {
		this.hub = hub;
		this.limits = limits;
		this.scheduler = scheduler;
		this.node = node;
		this.errors = errors;
	}

	TopicHub hub() {
		return this.hub;
	}

	public StreamLimits limits() {
		return this.limits;
	}

	HandlerErrors errors() {
		return this.errors;
	}

	Scheduler scheduler() {
		return this.scheduler;
	}

	/**
	 * Return a new member of a stream's topic.
	 * @param role what tells a producer from those who listen
	 */
	Presences.Member member(byte[] role) {
		return new Presences.Member(this.node + "-s" + this.members.incrementAndGet(), null, role);
	}

	/**
	 * Return the number of producers that run on this node.
	 * @return the number at present
	 */
	public int size() {
		return this.running.size();
	}

	/**
	 * Take a place for a producer.
	 * @throws TooManyRequestsException if its owner has too many, or this node
	 */
	void take(String owner) {
		int ofOwner = this.owners.merge(owner, 1, Integer::sum);
		if (this.taken.incrementAndGet() > this.limits.maxProducers() || ofOwner > this.limits.maxPerOwner()) {
			free(owner);
			throw new TooManyRequestsException("Too many streams are being produced");
		}
	}

	void free(String owner) {
		this.taken.decrementAndGet();
		this.owners.computeIfPresent(owner, (same, count) -> (count > 1) ? count - 1 : null);
	}

	void add(TopicKey key, StreamProducer producer) {
		this.running.put(key, producer);
	}

	void remove(TopicKey key, StreamProducer producer) {
		this.running.remove(key, producer);
	}

	/**
	 * End the producers of this node, because it stops.
	 * @return a {@code Mono} that completes when those who listen were told, or cannot be
	 * told within 5 s
	 */
	public Mono<Void> stop() {
		return Flux.defer(() -> Flux.fromIterable(List.copyOf(this.running.values())))
			.flatMap((producer) -> producer.stop(new ServerErrorException("The server that produces the stream stops")),
					Integer.MAX_VALUE)
			.then()
			.timeout(TO_TELL, Mono.empty(), this.scheduler);
	}

}
