package io.grest.ws.topic;

import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;

import io.grest.ws.contract.ContractTopic;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.SocketExceptionTranslator;
import io.grest.ws.protocol.PayloadCodec;
import io.grest.ws.topic.engine.MemoryTopicEngine;
import io.grest.ws.topic.engine.Retention;
import io.grest.ws.topic.engine.SocketNode;
import io.grest.ws.topic.engine.TopicEngine;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Topics of one node, of all contracts. Safe to use from any thread.
 *
 * <pre class="code">
 * SocketTopics topics = SocketTopics.builder().build();
 * Sockets&lt;ChatClient&gt; sockets = topics.sockets(contract);
 * SocketServer.of(contract, new ChatService(sockets)).topics(topics).build();
 * topics.start().block();
 * </pre>
 *
 * @since 0.1.0
 */
public sealed interface SocketTopics permits DefaultSocketTopics {

	/**
	 * Create a builder of topics.
	 * @return a builder
	 */
	static Builder builder() {
		return new Builder();
	}

	/**
	 * Return the clients of a contract.
	 * @param contract the contract
	 * @param <R> the methods of a client
	 * @return the clients, always the same for a contract
	 */
	<R> Sockets<R> sockets(SocketContract<?, R> contract);

	/**
	 * Join the other nodes.
	 * @return a {@code Mono} that completes when the engine is of use, or has begun to
	 * try until it is
	 */
	Mono<Void> start();

	/**
	 * Leave the other nodes.
	 * @return a {@code Mono} that completes when it is done
	 */
	Mono<Void> stop();

	/**
	 * Return the id of this node.
	 * @return the id
	 */
	String node();

	/**
	 * Return the nodes.
	 * @return a {@code Flux} of the nodes that are alive, and again whenever one has come
	 * or gone
	 */
	Flux<List<SocketNode>> nodes();

	/**
	 * Return whether there may be other nodes.
	 * @return {@code false} if the engine has one node only
	 */
	boolean isShared();

	/**
	 * Return what is kept of a topic.
	 * @param contract the contract
	 * @param topic a topic that it declares
	 * @return the retention, or {@code null} without history
	 */
	@Nullable Retention retention(SocketContract<?, ?> contract, ContractTopic topic);

	/**
	 * Count the topics that this node is subscribed to, by their patterns.
	 * @return the numbers of all patterns at present, also those without a topic, of the
	 * contracts whose {@linkplain #sockets clients} were asked for
	 */
	List<SubscribedPattern> patterns();

	/**
	 * Return topics that this node is subscribed to, those with the most members first.
	 * Looks at all of them, however few are returned.
	 * @param limit the most topics to return
	 * @return the topics at present
	 */
	List<SubscribedTopic> subscribed(int limit);

	/**
	 * Return what these topics have done so far.
	 * @return the numbers at present
	 */
	Status status();

	/**
	 * What topics of a node have done so far.
	 *
	 * @param topics the number of topics that this node is subscribed to
	 * @param windowBytes the bytes of messages that are kept for members who come back
	 * @param published the number of messages that the engine has taken
	 * @param unpublished the number of messages that the engine has not taken
	 * @param received the number of messages that this node has received
	 * @param repaired the number of messages that did not arrive and were read from the
	 * history
	 * @param lost how many times a topic has lost messages that its history does not have
	 * any more
	 * @param streams the number of producers of {@linkplain DetachedStream detached
	 * streams} that run on this node
	 */
	record Status(int topics, long windowBytes, long published, long unpublished, long received, long repaired,
			long lost, int streams) {

	}

	/**
	 * Builder of topics.
	 */
	final class Builder {

		private static final Retention HISTORY = new Retention(1000, Duration.ofHours(1));

		TopicEngine engine = new MemoryTopicEngine();

		PayloadCodec codec = new PayloadCodec();

		BiFunction<SocketContract<?, ?>, ContractTopic, Retention> retention = (contract, topic) -> HISTORY;

		SocketUserResolver user = (connection) -> connection.principal().map(Principal::getName).orElse(null);

		Duration requestTimeout = Duration.ofSeconds(30);

		Duration linger = Duration.ofSeconds(2);

		Duration syncInterval = Duration.ofSeconds(10);

		DataSize window = DataSize.ofMegabytes(64);

		Duration presenceGrace = Duration.ofSeconds(10);

		DetachedOptions detached = DetachedOptions.builder().build();

		List<SocketExceptionTranslator> translators = List.of();

		Scheduler scheduler = Schedulers.parallel();

		private Builder() {
		}

		/**
		 * Set the engine, one in memory by default.
		 * @param engine the engine, which this node starts and stops
		 * @return this
		 */
		public Builder engine(TopicEngine engine) {
			this.engine = engine;
			return this;
		}

		/**
		 * Set the codec of payloads.
		 * @param codec the codec
		 * @return this
		 */
		public Builder codec(PayloadCodec codec) {
			this.codec = codec;
			return this;
		}

		/**
		 * Set what is kept of a topic with history, by default 1,000 messages for an
		 * hour.
		 * @param retention the function from a topic of a contract to its retention
		 * @return this
		 */
		public Builder retention(BiFunction<SocketContract<?, ?>, ContractTopic, Retention> retention) {
			this.retention = retention;
			return this;
		}

		/**
		 * Set who the user of a connection is, by default the name of its principal.
		 * @param user the function from a connection to the name of its user,
		 * {@code null} for nobody
		 * @return this
		 */
		public Builder user(SocketUserResolver user) {
			this.user = user;
			return this;
		}

		/**
		 * Set the time that a call to {@link Sockets#connection one connection} waits for
		 * its answer, 30 s by default.
		 * @param timeout the time
		 * @return this
		 */
		public Builder requestTimeout(Duration timeout) {
			Assert.isTrue(timeout.toMillis() > 0, () -> "requestTimeout is " + timeout + ": it must be 1 ms or more");
			this.requestTimeout = timeout;
			return this;
		}

		/**
		 * Set how long this node hears a topic after its last member has left, 2 s by
		 * default.
		 * @param linger the time
		 * @return this
		 */
		public Builder linger(Duration linger) {
			Assert.isTrue(!linger.isNegative(), () -> "linger is " + linger + ": it must not be negative");
			this.linger = linger;
			return this;
		}

		/**
		 * Set the time between two checks of a topic's position, 10 s by default. A check
		 * finds the last message before a pause, if it was lost on its way.
		 * @param interval the time
		 * @return this
		 */
		public Builder syncInterval(Duration interval) {
			Assert.isTrue(interval.toMillis() > 0, () -> "syncInterval is " + interval + ": it must be 1 ms or more");
			this.syncInterval = interval;
			return this;
		}

		/**
		 * Set the limit of the messages that this node keeps for members who come back,
		 * of all topics, 64 MB by default. Other messages are read from the engine.
		 * @param size the limit
		 * @return this
		 */
		public Builder window(DataSize size) {
			Assert.isTrue(!size.isNegative(), () -> "window is " + size + ": it must be 0 or more");
			this.window = size;
			return this;
		}

		/**
		 * Set how long a topic shows a member whose client has lost its socket and may
		 * come back, 10 s by default. One that is away for longer leaves, and enters
		 * again when it is back.
		 * @param grace the time, zero to leave at once
		 * @return this
		 */
		public Builder presenceGrace(Duration grace) {
			Assert.isTrue(!grace.isNegative(), () -> "presenceGrace is " + grace + ": it must not be negative");
			this.presenceGrace = grace;
			return this;
		}

		/**
		 * Set the limits of each {@link DetachedStream}.
		 * @param options the limits
		 * @return this
		 */
		public Builder detached(DetachedOptions options) {
			this.detached = options;
			return this;
		}

		/**
		 * Set the translators of what the producer of a {@link DetachedStream} fails
		 * with.
		 * @param translators the translators, in order
		 * @return this
		 */
		public Builder translators(List<SocketExceptionTranslator> translators) {
			this.translators = List.copyOf(translators);
			return this;
		}

		/**
		 * Set the scheduler of what comes later.
		 * @param scheduler the scheduler, whose tasks do not block
		 * @return this
		 */
		public Builder scheduler(Scheduler scheduler) {
			this.scheduler = scheduler;
			return this;
		}

		/**
		 * Create the topics.
		 * @return the topics, to be started
		 */
		public SocketTopics build() {
			return new DefaultSocketTopics(this);
		}

	}

}
