package io.grest.ws.topic.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.grest.ws.error.TooManyRequestsException;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What the engine in memory does beyond the contract of engines, which is tested in
 * grest-ws-test.
 */
class MemoryTopicEngineTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final long AGE = 60_000;

	private static final TopicKey ROOM = new TopicKey("ChatApi", "room:1", new Retention(3, Duration.ofMillis(AGE)));

	private static final TopicKey CURSOR = new TopicKey("ChatApi", "cursor:1", null);

	private final AtomicLong now = new AtomicLong(1_000);

	private final MemoryCluster cluster = new MemoryCluster(2, this.now::get);

	private final MemoryTopicEngine engine = this.cluster.node();

	// One node and several

	@Test
	void isSharedInClusterOnly() {
		assertThat(new MemoryTopicEngine().isShared()).isFalse();
		assertThat(this.engine.isShared()).isTrue();
	}

	@Test
	void refusesToShowNoMembers() {
		assertThatIllegalArgumentException().isThrownBy(() -> new MemoryTopicEngine(0))
			.withMessage("maxMembers is 0: it must be positive");
	}

	@Test
	void refusesSecondNodeOfId() {
		StepVerifier.create(this.engine.start(node("n1"))).expectComplete().verify(TIMEOUT);
		StepVerifier.create(this.cluster.node().start(node("n1")))
			.expectErrorMessage("There is a node 'n1' already: ids must be unique")
			.verify(TIMEOUT);
	}

	@Test
	void listsNodeThatStartsWhileAnotherIsListed() {
		CompletableFuture<List<SocketNode>> both = this.cluster.nodes().list().doOnNext((list) -> {
			if (list.size() == 1) {
				CompletableFuture.runAsync(() -> this.cluster.node().start(node("n2")).block(TIMEOUT)).join();
			}
		}).filter((list) -> list.size() == 2).next().toFuture();
		this.engine.start(node("n1")).block(TIMEOUT);
		assertThat(both).succeedsWithin(TIMEOUT);
	}

	@Test
	void answersMailWithoutRecursion() {
		AtomicInteger rounds = new AtomicInteger(100_000);
		for (String id : List.of("ping", "pong")) {
			String other = id.equals("ping") ? "pong" : "ping";
			this.cluster.node().start(node(id, (mail) -> {
				if (rounds.decrementAndGet() > 0) {
					this.cluster.nodes().send(other, mail).subscribe();
				}
			})).block(TIMEOUT);
		}
		this.cluster.nodes().send("ping", new byte[1]).block(TIMEOUT);
		assertThat(rounds).hasValue(0);
	}

	// Listeners

	@Test
	void keepsSubscriptionOfListenerThatThrows() {
		List<String> heard = new ArrayList<>();
		this.engine.subscribe(ROOM, listener((message) -> {
			heard.add("first " + message.envelope().path());
			throw new AssertionError("Thrown by a test");
		})).block(TIMEOUT);
		this.cluster.node()
			.subscribe(ROOM, listener((message) -> heard.add("second " + message.envelope().path())))
			.block(TIMEOUT);
		publish(ROOM, "Chat.a");
		publish(ROOM, "Chat.b");
		assertThat(heard).containsExactly("first Chat.a", "second Chat.a", "first Chat.b", "second Chat.b");
	}

	@Test
	void callsListenersWithoutLock() {
		List<Position> published = new ArrayList<>();
		TopicEngine other = this.cluster.node();
		this.engine.subscribe(ROOM, listener((message) -> {
			if (message.envelope().path().equals("Chat.a")) {
				Mono.defer(() -> other.publish(ROOM, envelope("Chat.b"), null).then(other.top(ROOM)))
					.subscribeOn(Schedulers.boundedElastic())
					.doOnNext(published::add)
					.toFuture()
					.join();
			}
		})).block(TIMEOUT);
		publish(ROOM, "Chat.a");
		assertThat(published).extracting(Position::offset).containsExactly(2L);
	}

	@Test
	void unsubscribesWhenCallUnderWayHasEnded() throws InterruptedException {
		CountDownLatch called = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		List<String> heard = new CopyOnWriteArrayList<>();
		this.engine.subscribe(CURSOR, listener((message) -> {
			heard.add(message.envelope().path());
			called.countDown();
			join(end);
		})).block(TIMEOUT);
		Thread publisher = new Thread(() -> publish(CURSOR, "Chat.a"));
		publisher.start();
		called.await();
		publish(CURSOR, "Chat.b");
		CompletableFuture<Void> ended = this.engine.unsubscribe(CURSOR).toFuture();
		assertThat(ended).isNotDone();
		end.countDown();
		assertThat(ended).succeedsWithin(TIMEOUT);
		publisher.join();
		assertThat(heard).containsExactly("Chat.a");
	}

	@Test
	void refusesMessagesThatListenerDoesNotHear() {
		List<Throwable> errors = new ArrayList<>();
		AtomicInteger heard = new AtomicInteger();
		this.engine.subscribe(CURSOR, listener((message) -> {
			if (heard.getAndIncrement() == 0) {
				for (int i = 0; i < MemorySubscription.MAX_WAITING; i++) {
					this.engine.publish(CURSOR, envelope("Chat.b"), null).subscribe(null, errors::add);
				}
			}
		})).block(TIMEOUT);
		publish(CURSOR, "Chat.a");
		assertThat(errors).hasSize(1).hasOnlyElementsOfType(TooManyRequestsException.class);
		assertThat(heard).hasValue(MemorySubscription.MAX_WAITING);
		StepVerifier.create(this.engine.publish(CURSOR, envelope("Chat.c"), null)).expectComplete().verify(TIMEOUT);
	}

	// Limits

	@Test
	void refusesMoreMembersThanMayBeShown() {
		Presences presences = this.engine.presences();
		presences.enter(ROOM, member("a")).then(presences.enter(ROOM, member("b"))).block(TIMEOUT);
		StepVerifier.create(presences.enter(ROOM, member("c")))
			.expectError(TooManyRequestsException.class)
			.verify(TIMEOUT);
		StepVerifier.create(presences.enter(ROOM, member("b"))).expectComplete().verify(TIMEOUT);
		StepVerifier.create(presences.count(ROOM)).expectNext(2L).expectComplete().verify(TIMEOUT);
	}

	@Test
	void keepsMembersOfOtherNodes() {
		this.engine.presences().enter(ROOM, member("a")).block(TIMEOUT);
		this.cluster.node().presences().leave(ROOM, "a").block(TIMEOUT);
		assertThat(this.engine.presences().list(ROOM).block(TIMEOUT)).containsExactly(member("a"));
	}

	@Test
	void trimsToSmallerRetention() {
		TopicKey smaller = new TopicKey(ROOM.contract(), ROOM.name(), new Retention(1, Duration.ofMillis(AGE)));
		Position first = publish(ROOM, "Chat.a");
		Position second = publish(ROOM, "Chat.b");
		publish(ROOM, "Chat.c");
		Position last = publish(smaller, "Chat.d");
		assertThat(read(first)).isEqualTo(new Page(Page.State.TRIMMED, List.of(), last));
		assertThat(read(second).state()).isEqualTo(Page.State.TRIMMED);
		assertThat(read(last).state()).isEqualTo(Page.State.WHOLE);
	}

	@Test
	void keepsHistoryUntilLastMessageHasReachedAge() {
		Position beginning = this.engine.top(ROOM).block(TIMEOUT);
		publish(ROOM, "Chat.a");
		this.now.addAndGet(AGE);
		publish(ROOM, "Chat.b");
		this.now.addAndGet(AGE);
		assertThat(read(beginning).messages()).hasSize(2);
		this.now.addAndGet(1);
		assertThat(read(beginning).state()).isEqualTo(Page.State.EXPIRED);
	}

	@Test
	void forgetsKeyThatHasReachedAge() {
		Position first = publish(ROOM, "Chat.a", "key");
		this.now.addAndGet(AGE);
		assertThat(publish(ROOM, "Chat.a", "key")).isEqualTo(first);
		publish(ROOM, "Chat.b");
		this.now.addAndGet(1);
		assertThat(publish(ROOM, "Chat.a", "key").offset()).isEqualTo(3);
	}

	// Memory

	@Test
	void keepsNothingOfVolatileTopicWithoutSubscription() {
		this.engine.subscribe(CURSOR, listener((message) -> {
		})).block(TIMEOUT);
		publish(CURSOR, "Chat.a");
		assertThat(this.cluster.topics().size()).isOne();
		this.engine.unsubscribe(CURSOR).block(TIMEOUT);
		publish(CURSOR, "Chat.b");
		this.engine.presences().list(CURSOR).block(TIMEOUT);
		assertThat(this.cluster.topics().size()).isZero();
	}

	@Test
	void keepsNothingOfExpiredTopicsWhileOthersAreUsed() {
		for (int i = 0; i < 1_000; i++) {
			publish(new TopicKey("ChatApi", "room:" + i, ROOM.retention()), "Chat.a");
		}
		this.engine.presences().enter(new TopicKey("ChatApi", "room:7", null), member("a")).block(TIMEOUT);
		assertThat(this.cluster.topics().size()).isEqualTo(1_000);
		this.now.addAndGet(AGE + 1);
		for (int i = 0; i < 1_000; i++) {
			publish(CURSOR, "Chat.a");
		}
		assertThat(this.cluster.topics().keys()).extracting(TopicKey::name).containsExactly("room:7");
	}

	@Test
	void beginsAnotherHistoryWhenTopicWasForgotten() {
		Position last = publish(ROOM, "Chat.a");
		this.now.addAndGet(AGE + 1);
		publish(CURSOR, "Chat.a");
		publish(CURSOR, "Chat.b");
		assertThat(read(last).state()).isEqualTo(Page.State.FORKED);
	}

	@Test
	void keepsIdentityOnlyOfExpiredTopicWithSubscription() {
		this.engine.subscribe(ROOM, listener((message) -> {
		})).block(TIMEOUT);
		Position last = publish(ROOM, "Chat.a", "key");
		this.now.addAndGet(10 * AGE);
		publish(CURSOR, "Chat.a");
		publish(CURSOR, "Chat.b");
		assertThat(this.cluster.topics().with(ROOM, MemoryTopic::historySize)).isZero();
		assertThat(this.engine.top(ROOM).block(TIMEOUT)).isEqualTo(last);
	}

	@Test
	void losesNoMessageWhileTopicsAreForgotten() {
		Runnable visitor = () -> {
			TopicEngine node = this.cluster.node();
			for (int i = 0; i < 5_000; i++) {
				CompletableFuture<TopicMessage> heard = new CompletableFuture<>();
				node.subscribe(CURSOR, listener(heard::complete)).block(TIMEOUT);
				node.publish(CURSOR, envelope("Chat.a"), null).block(TIMEOUT);
				Mono.fromFuture(heard).block(TIMEOUT);
				node.unsubscribe(CURSOR).block(TIMEOUT);
			}
		};
		CompletableFuture.allOf(CompletableFuture.runAsync(visitor), CompletableFuture.runAsync(visitor)).join();
		assertThat(this.cluster.topics().size()).isZero();
	}

	private Position publish(TopicKey topic, String path) {
		return publish(topic, path, null);
	}

	private Position publish(TopicKey topic, String path, String key) {
		return this.engine.publish(topic, envelope(path), key).block(TIMEOUT);
	}

	private Page read(Position since) {
		return this.engine.read(ROOM, since, 10).block(TIMEOUT);
	}

	private static Envelope envelope(String path) {
		return new Envelope(path, null, null, null);
	}

	private static Presences.Member member(String connection) {
		return new Presences.Member(connection, null, new byte[0]);
	}

	private static void join(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static TopicListener listener(Consumer<TopicMessage> received) {
		return new TopicListener() {
			@Override
			public void received(TopicMessage message) {
				received.accept(message);
			}

			@Override
			public void interrupted() {
			}
		};
	}

	private static LocalNode node(String id) {
		return node(id, (mail) -> {
		});
	}

	private static LocalNode node(String id, Consumer<byte[]> received) {
		return new LocalNode() {
			@Override
			public String id() {
				return id;
			}

			@Override
			public int connections() {
				return 0;
			}

			@Override
			public void received(byte[] mail) {
				received.accept(mail);
			}
		};
	}

}
