package io.grest.ws.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.grest.ws.contract.Item;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.BadRequestException;
import io.grest.ws.error.CancelledException;
import io.grest.ws.error.DeadlineExceededException;
import io.grest.ws.error.ErrorType;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.topic.engine.MemoryCluster;
import io.grest.ws.topic.engine.TopicEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Streams whose producer outlives those who listen, on two nodes that share an engine.
 */
@Timeout(60)
class DetachedStreamTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final SocketContract<Server, Client> CONTRACT = SocketContract
		.define("AssistantApi", Server.class, Client.class)
		.path("/assistant")
		.build();

	private final MemoryCluster cluster = new MemoryCluster();

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final List<SocketTopics> nodes = new ArrayList<>();

	private final List<TopicEngine> engines = new ArrayList<>();

	private final Sockets<Client> here = node(DetachedOptions.builder().build());

	private final Sockets<Client> there = node(DetachedOptions.builder().build());

	private final Sinks.Many<String> words = Sinks.many().replay().all();

	private final AtomicInteger started = new AtomicInteger();

	private final AtomicInteger cancelled = new AtomicInteger();

	private final List<Heard> listeners = new ArrayList<>();

	private Sockets<Client> node(DetachedOptions options) {
		TopicEngine engine = this.cluster.node();
		SocketTopics topics = SocketTopics.builder()
			.engine(engine)
			.detached(options)
			.linger(Duration.ZERO)
			.scheduler(this.time)
			.build();
		topics.start().block(TIMEOUT);
		this.engines.add(engine);
		this.nodes.add(topics);
		return topics.sockets(CONTRACT);
	}

	@AfterEach
	void stop() {
		this.listeners.forEach((listener) -> listener.subscription.dispose());
		this.nodes.forEach((node) -> {
			Disposable stopping = node.stop().subscribe();
			await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(5)).until(() -> {
				this.time.advanceTimeBy(Duration.ofSeconds(1));
				return stopping.isDisposed();
			});
		});
		this.time.dispose();
	}

	private static DetachedStream<String> stream(Sockets<Client> node, String id) {
		return node.stream("ann", id, String.class);
	}

	private Supplier<Publisher<String>> producer() {
		return () -> {
			this.started.incrementAndGet();
			return this.words.asFlux().doOnCancel(this.cancelled::incrementAndGet);
		};
	}

	private Heard start(Sockets<Client> node, String id) {
		return listen(stream(node, id).startOrJoin(null, producer()));
	}

	private Heard listen(Flux<Item<String>> items) {
		Heard heard = new Heard(items);
		this.listeners.add(heard);
		return heard;
	}

	private void say(String... words) {
		for (String word : words) {
			this.words.tryEmitNext(word).orThrow();
		}
	}

	private int running() {
		return this.nodes.stream().mapToInt((node) -> node.status().streams()).sum();
	}

	private void untilOver() {
		await().atMost(TIMEOUT).until(() -> running() == 0);
	}

	// Start, leave, join

	@Test
	void goesOnWhenItsListenerLeaves() {
		Heard first = start(this.here, "a");
		say("one", "two");
		first.hears("one", "two");
		first.subscription.dispose();
		say("three");
		Heard second = start(this.here, "a");
		second.hears("one", "two", "three");
		say("four");
		this.words.tryEmitComplete().orThrow();
		second.hears("one", "two", "three", "four");
		second.completes();
		assertThat(this.started).hasValue(1);
		assertThat(this.cancelled).hasValue(0);
		untilOver();
	}

	@Test
	void isJoinedOnAnotherNodeAfterAnItem() {
		Heard first = start(this.here, "a");
		say("one", "two", "three");
		first.hears("one", "two", "three");
		Heard second = listen(stream(this.there, "a").join(first.ids.get(0)));
		second.hears("two", "three");
		say("four");
		second.hears("two", "three", "four");
		first.hears("one", "two", "three", "four");
		assertThat(second.ids).isEqualTo(first.ids.subList(1, 4));
	}

	@Test
	void isJoinedFromItsBeginOnAnotherNode() {
		start(this.here, "a").subscription.dispose();
		await().atMost(TIMEOUT).until(() -> running() == 1);
		say("one");
		listen(stream(this.there, "a").join(null)).hears("one");
		start(this.there, "a").hears("one");
		assertThat(this.started).hasValue(1);
	}

	@Test
	void isReadAfterItsEnd() {
		Heard first = start(this.here, "a");
		say("one", "two");
		this.words.tryEmitComplete().orThrow();
		first.completes();
		untilOver();
		Heard second = start(this.there, "a");
		second.hears("one", "two");
		second.completes();
		Heard third = listen(stream(this.there, "a").startOrJoin(first.ids.get(1), producer()));
		third.completes();
		assertThat(third.words).isEmpty();
		assertThat(this.started).hasValue(1);
	}

	@RepeatedTest(20)
	void isStartedOnceByWhoeverAsks() {
		List<Heard> all = new CopyOnWriteArrayList<>();
		IntStream.range(0, 8)
			.parallel()
			.forEach((i) -> all
				.add(new Heard(stream((i % 2 == 0) ? this.here : this.there, "a").startOrJoin(null, producer()))));
		this.listeners.addAll(all);
		say("one");
		all.forEach((heard) -> heard.hears("one"));
		assertThat(this.started).hasValue(1);
		assertThat(running()).isEqualTo(1);
	}

	@Test
	void belongsToItsOwner() {
		start(this.here, "a");
		say("one");
		Heard other = listen(this.here.stream("bob", "a", String.class).join(null));
		other.fails(NotFoundException.class);
		assertThat(other.words).isEmpty();
	}

	@Test
	void isUnknownBeforeItsStart() {
		listen(stream(this.here, "a").join(null)).fails(NotFoundException.class);
		start(this.here, "a");
		say("one");
		listen(stream(this.here, "a").join("7.aaaaaa")).fails(NotFoundException.class);
		listen(stream(this.here, "a").join("no id")).fails(BadRequestException.class);
		listen(stream(this.here, "a").startOrJoin("no id", producer())).fails(BadRequestException.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a/b", "~a", "a b", "ä",
			"12345678901234567890123456789012345678901234567890123456789012345" })
	void refusesAnIdThatIsNone(String id) {
		assertThatExceptionOfType(BadRequestException.class).isThrownBy(() -> stream(this.here, id));
	}

	@Test
	void sendsNoMoreThanIsRequested() {
		IntStream.range(0, 500).forEach((i) -> say("word" + i));
		List<String> slow = new CopyOnWriteArrayList<>();
		BaseSubscriber<Item<String>> subscriber = new BaseSubscriber<>() {

			@Override
			protected void hookOnSubscribe(Subscription subscription) {
				subscription.request(2);
			}

			@Override
			protected void hookOnNext(Item<String> item) {
				slow.add(item.value());
			}

		};
		stream(this.here, "a").startOrJoin(null, producer()).subscribe(subscriber);
		await().atMost(TIMEOUT).until(() -> slow.size() == 2);
		Heard fast = listen(stream(this.here, "a").join(null));
		await().atMost(TIMEOUT).until(() -> fast.words.size() == 500);
		assertThat(slow).containsExactly("word0", "word1");
		subscriber.request(98);
		await().atMost(TIMEOUT).until(() -> slow.size() == 100);
		assertThat(slow).isEqualTo(fast.words.subList(0, 100));
		subscriber.cancel();
	}

	// Ends

	@Test
	void stopsOnWhicheverNodeItIsTold() {
		Heard first = start(this.here, "a");
		say("one");
		first.hears("one");
		stream(this.there, "a").stop().block(TIMEOUT);
		first.fails(CancelledException.class);
		untilOver();
		assertThat(this.cancelled).hasValue(1);
		start(this.there, "a").fails(CancelledException.class);
		stream(this.there, "a").stop().block(TIMEOUT);
		stream(this.there, "unknown").stop().block(TIMEOUT);
		assertThat(this.started).hasValue(1);
	}

	@Test
	void tellsTheErrorOfItsContractOnAnotherNode() {
		Heard first = start(this.here, "a");
		Heard second = listen(stream(this.there, "a").startOrJoin(null, producer()));
		say("one");
		second.hears("one");
		this.words.tryEmitError(new QuotaException(new Quota(7))).orThrow();
		first.fails(QuotaException.class);
		SocketException error = second.fails(QuotaException.class);
		assertThat(error.data()).isEqualTo(new Quota(7));
	}

	@Test
	void tellsNothingOfAnUnknownError() {
		Heard first = start(this.here, "a");
		this.words.tryEmitError(new IllegalStateException("secret")).orThrow();
		SocketException error = first.fails(ServerErrorException.class);
		assertThat(error.getMessage()).doesNotContain("secret");
		untilOver();
	}

	@Test
	void endsIfAnItemCannotBeWritten() {
		Heard heard = listen(this.here.stream("ann", "a", Unwritable.class)
			.startOrJoin(null, () -> Flux.just(new Unwritable()))
			.map((item) -> new Item<>(item.id(), "none")));
		heard.fails(ServerErrorException.class);
		untilOver();
	}

	@Test
	void endsIfItsProducerCannotBeMade() {
		listen(stream(this.here, "a").startOrJoin(null, () -> {
			throw new QuotaException(new Quota(1));
		})).fails(QuotaException.class);
		untilOver();
	}

	@Test
	void endsBeyondItsItems() {
		Sockets<Client> node = node(DetachedOptions.builder().maxItems(3).build());
		Heard heard = start(node, "a");
		say("one", "two", "three", "four", "five");
		heard.fails(TooManyRequestsException.class);
		assertThat(heard.words).containsExactly("one", "two", "three");
		untilOver();
		assertThat(this.cancelled).hasValue(1);
	}

	@Test
	void endsBeyondItsSize() {
		Sockets<Client> node = node(DetachedOptions.builder().maxSize(DataSize.ofBytes(12)).build());
		Heard heard = start(node, "a");
		say("four", "four", "four");
		heard.fails(TooManyRequestsException.class);
		assertThat(heard.words).containsExactly("four", "four");
	}

	@Test
	void endsAfterItsTime() {
		Sockets<Client> node = node(DetachedOptions.builder().maxDuration(Duration.ofMinutes(1)).build());
		Heard heard = start(node, "a");
		say("one");
		heard.hears("one");
		this.time.advanceTimeBy(Duration.ofSeconds(59));
		say("two");
		heard.hears("one", "two");
		this.time.advanceTimeBy(Duration.ofSeconds(1));
		heard.fails(DeadlineExceededException.class);
	}

	@Test
	void endsWhenNobodyHasListened() {
		Sockets<Client> node = node(DetachedOptions.builder().idleTimeout(Duration.ofSeconds(40)).build());
		Heard heard = start(node, "a");
		say("one");
		heard.hears("one");
		this.time.advanceTimeBy(Duration.ofMinutes(5));
		assertThat(this.cancelled).hasValue(0);
		heard.subscription.dispose();
		Heard other = listen(stream(this.there, "a").join(null));
		other.hears("one");
		this.time.advanceTimeBy(Duration.ofMinutes(5));
		assertThat(this.cancelled).hasValue(0);
		other.subscription.dispose();
		this.time.advanceTimeBy(Duration.ofSeconds(30));
		assertThat(this.cancelled).hasValue(0);
		this.time.advanceTimeBy(Duration.ofSeconds(20));
		await().atMost(TIMEOUT).until(() -> this.cancelled.get() == 1);
		untilOver();
		listen(stream(this.there, "a").join(null)).fails(CancelledException.class);
	}

	@Test
	void refusesOneTooManyOfAnOwner() {
		Sockets<Client> node = node(DetachedOptions.builder().maxPerOwner(2).build());
		Heard first = start(node, "a");
		start(node, "b");
		await().atMost(TIMEOUT).until(() -> running() == 2);
		start(node, "c").fails(TooManyRequestsException.class);
		start(node, "a");
		listen(node.stream("bob", "c", String.class).startOrJoin(null, producer()));
		await().atMost(TIMEOUT).until(() -> running() == 3);
		stream(node, "a").stop().block(TIMEOUT);
		first.fails(CancelledException.class);
		await().atMost(TIMEOUT).until(() -> running() == 2);
		start(node, "d");
		await().atMost(TIMEOUT).until(() -> running() == 3);
	}

	@Test
	void isForgottenAfterItsTime() {
		Sockets<Client> node = node(
				DetachedOptions.builder().maxDuration(Duration.ofMillis(1)).keep(Duration.ofMillis(1)).build());
		listen(stream(node, "a").startOrJoin(null, () -> Flux.just("one")));
		untilOver();
		await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(10)).until(() -> {
			Heard heard = listen(stream(node, "a").join(null));
			await().atMost(TIMEOUT).until(() -> !heard.ends.isEmpty());
			return heard.ends.get(0) instanceof NotFoundException;
		});
		listen(stream(node, "a").join(null)).fails(NotFoundException.class);
	}

	@Test
	void isKnownIfItsCallerLeavesAsItStarts() {
		UnreliableEngine slow = new UnreliableEngine(this.cluster.node());
		SocketTopics topics = SocketTopics.builder()
			.engine(slow)
			.detached(DetachedOptions.builder().maxProducers(1).build())
			.scheduler(this.time)
			.build();
		topics.start().block(TIMEOUT);
		this.nodes.add(topics);
		Sinks.Empty<Void> reads = slow.holdReads();
		start(topics.sockets(CONTRACT), "a").subscription.dispose();
		assertThat(running()).isZero();
		reads.tryEmitEmpty().orThrow();
		await().atMost(TIMEOUT).until(() -> running() == 1);
		start(topics.sockets(CONTRACT), "b").fails(TooManyRequestsException.class);
		this.time.advanceTimeBy(Duration.ofMinutes(3));
		untilOver();
		listen(stream(this.there, "a").join(null)).fails(CancelledException.class);
		await().atMost(TIMEOUT).until(() -> {
			start(topics.sockets(CONTRACT), "c" + this.listeners.size());
			return running() == 1;
		});
	}

	// Nodes

	@Test
	void saysThatItsNodeStops() {
		Heard heard = start(this.here, "a");
		Heard other = listen(stream(this.there, "a").startOrJoin(null, producer()));
		say("one");
		other.hears("one");
		heard.hears("one");
		this.nodes.get(0).stop().block(TIMEOUT);
		other.fails(ServerErrorException.class);
		assertThat(other.error().displayMessage()).contains("The server that produces the stream stops");
		assertThat(this.cancelled).hasValue(1);
	}

	@Test
	void saysThatItsNodeHasDied() {
		start(this.here, "a");
		Heard other = listen(stream(this.there, "a").startOrJoin(null, producer()));
		say("one");
		other.hears("one");
		this.engines.get(0).stop().block(TIMEOUT);
		other.fails(ServerErrorException.class);
		assertThat(other.error().displayMessage()).hasValueSatisfying((text) -> assertThat(text).contains("has gone"));
		Heard later = start(this.there, "a");
		later.fails(ServerErrorException.class);
		assertThat(later.words).containsExactly("one");
	}

	@Test
	void losesNothingOfWhatANodeDoesNotHear() {
		UnreliableEngine unreliable = new UnreliableEngine(this.cluster.node());
		SocketTopics topics = SocketTopics.builder().engine(unreliable).scheduler(this.time).build();
		topics.start().block(TIMEOUT);
		this.nodes.add(topics);
		start(this.here, "a");
		Heard deaf = listen(stream(topics.sockets(CONTRACT), "a").startOrJoin(null, producer()));
		say("one");
		deaf.hears("one");
		unreliable.lost = (message) -> true;
		say("two", "three");
		unreliable.lost = (message) -> message.envelope().path().equals("~item");
		this.words.tryEmitComplete().orThrow();
		deaf.hears("one", "two", "three");
		deaf.completes();
	}

	interface Server {

		Flux<Item<String>> answer(String id) throws QuotaException;

		Mono<Void> stop(String id);

	}

	interface Client {

	}

	record Quota(int left) {

	}

	@ErrorType(value = "QUOTA", status = 429)
	static final class QuotaException extends SocketException {

		QuotaException(Quota quota) {
			super(quota);
		}

	}

	static final class Unwritable {

		public String getText() {
			throw new IllegalStateException("cannot be written");
		}

	}

	private static final class Heard {

		private final List<String> words = new CopyOnWriteArrayList<>();

		private final List<String> ids = new CopyOnWriteArrayList<>();

		private final List<Object> ends = new CopyOnWriteArrayList<>();

		private final Disposable subscription;

		Heard(Flux<Item<String>> items) {
			this.subscription = items.subscribe((item) -> {
				this.ids.add(item.id());
				this.words.add(item.value());
			}, this.ends::add, () -> this.ends.add("completed"));
		}

		void hears(String... words) {
			await().atMost(TIMEOUT).untilAsserted(() -> assertThat(this.words).containsExactly(words));
		}

		void completes() {
			await().atMost(TIMEOUT).untilAsserted(() -> assertThat(this.ends).containsExactly("completed"));
		}

		SocketException fails(Class<? extends SocketException> error) {
			await().atMost(TIMEOUT).untilAsserted(() -> assertThat(this.ends).singleElement().isInstanceOf(error));
			return error();
		}

		SocketException error() {
			return (SocketException) this.ends.get(0);
		}

	}

}
