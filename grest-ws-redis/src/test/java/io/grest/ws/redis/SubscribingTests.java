package io.grest.ws.redis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.grest.ws.redis.TestNode.Listener;
import io.grest.ws.topic.engine.Page.State;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.TopicKey;
import io.grest.ws.topic.engine.TopicListener;
import io.grest.ws.topic.engine.TopicMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import static io.grest.ws.redis.TestNode.CURSOR;
import static io.grest.ws.redis.TestNode.ROOM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of subscriptions and histories while Redis, or the connection to it, fails.
 */
class SubscribingTests {

	private final TestRedis redis = TestRedis.run();

	private final TestCluster cluster = new TestCluster(this.redis);

	@AfterEach
	void stop() {
		this.cluster.close();
		this.redis.close();
	}

	@Test
	void saysThatItWasInterruptedAndHearsAgain() {
		TestNode one = this.cluster.start("one");
		TestNode two = this.cluster.start("two");
		List<Listener> all = List.of(one.listen(ROOM), two.listen(ROOM), two.listen(CURSOR));
		this.redis.command("CLIENT KILL TYPE pubsub");
		await().atMost(TestCluster.TIMEOUT).until(() -> all.stream().allMatch(Listener::isInterrupted));
		one.published(ROOM, "again");
		one.published(CURSOR, "again");
		await().atMost(TestCluster.TIMEOUT)
			.until(() -> all.stream().allMatch((listener) -> listener.texts().equals(List.of("again"))));
	}

	@Test
	void missesNothingThatCanBeReadAfterInterruption() {
		TestNode one = this.cluster.start("one");
		TestNode two = this.cluster.start("two");
		Listener listener = two.listen(ROOM);
		for (int i = 0; i < 200; i++) {
			one.published(ROOM, "" + i);
			if (i % 50 == 20) {
				this.redis.command("CLIENT KILL TYPE pubsub");
			}
		}
		assertThat(two.readTexts(ROOM, listener.joined))
			.isEqualTo(IntStream.range(0, 200).mapToObj((i) -> "" + i).toList());
	}

	@Test
	void subscribesToManyTopicsAtOnce() {
		TestNode node = this.cluster.start("one");
		List<Listener> listeners = new ArrayList<>();
		Flux.range(0, 1000).flatMap((i) -> {
			Listener listener = new Listener();
			listeners.add(listener);
			return node.engine().subscribe(TestNode.topic("room:" + i), listener);
		}, 1000).blockLast(TestCluster.TIMEOUT);
		this.redis.command("CLIENT KILL TYPE pubsub");
		await().atMost(TestCluster.TIMEOUT).until(() -> listeners.stream().allMatch(Listener::isInterrupted));
		node.published(TestNode.topic("room:999"), "last");
		await().atMost(TestCluster.TIMEOUT)
			.until(() -> listeners.stream().anyMatch((listener) -> listener.texts().contains("last")));
	}

	@Test
	void recoversFromDeafness() throws IOException {
		AtomicInteger deaf = new AtomicInteger();
		try (TestProxy proxy = new TestProxy(this.redis.port()); TestCluster proxied = new TestCluster(proxy)) {
			TestNode node = proxied.start("one", new ClusterMetrics() {
				@Override
				public void deaf(String connection) {
					deaf.incrementAndGet();
				}
			});
			Listener listener = node.listen(ROOM);
			proxy.silence((sent) -> sent.contains("SUBSCRIBE"));
			await().atMost(TestCluster.TIMEOUT).until(listener::isInterrupted);
			assertThat(deaf).hasPositiveValue();
			node.published(ROOM, "heard");
			await().atMost(TestCluster.TIMEOUT).until(() -> listener.texts().contains("heard"));
		}
	}

	@Test
	void recoversFromConnectionsThatSayNothing() throws IOException {
		try (TestProxy proxy = new TestProxy(this.redis.port()); TestCluster proxied = new TestCluster(proxy)) {
			TestNode node = proxied.start("one");
			Listener listener = node.listen(ROOM);
			proxy.silence((sent) -> true);
			await().atMost(TestCluster.TIMEOUT).until(listener::isInterrupted);
			await().atMost(TestCluster.TIMEOUT).ignoreExceptions().untilAsserted(() -> node.published(ROOM, "heard"));
			await().atMost(TestCluster.TIMEOUT).until(() -> listener.texts().contains("heard"));
		}
	}

	@Test
	void saysThatHistoryIsAnotherOneAfterEmptyRestart() {
		TestNode node = this.cluster.start("one");
		Position known = node.published(ROOM, "first");
		this.redis.kill();
		this.redis.restart();
		await().atMost(TestCluster.TIMEOUT).until(() -> node.engine().availability().isUp());
		assertThat(node.read(ROOM, known).state()).isEqualTo(State.FORKED);
		node.published(ROOM, "new first");
		assertThat(node.read(ROOM, known).state()).isEqualTo(State.FORKED);
		node.published(ROOM, "new second");
		assertThat(node.read(ROOM, known).state()).isEqualTo(State.FORKED);
	}

	@Test
	void saysThatMessagesHaveExpired() {
		TestNode node = this.cluster.start("one");
		Position known = node.published(ROOM, "first");
		node.published(ROOM, "second");
		this.redis.command("DEL " + new Keys("test").stream(Keys.topic(ROOM)));
		assertThat(node.read(ROOM, known).state()).isEqualTo(State.EXPIRED);
	}

	@Test
	void readsMoreThanOnePage() {
		TestNode node = this.cluster.start("one");
		Position known = node.published(ROOM, "first");
		List<String> texts = IntStream.range(0, 350).mapToObj((i) -> "" + i).toList();
		Flux.fromIterable(texts).concatMap((text) -> node.publish(ROOM, text)).blockLast(TestCluster.TIMEOUT);
		assertThat(node.readTexts(ROOM, known)).isEqualTo(texts);
		assertThat(node.engine().read(ROOM, known, 250).block(TestCluster.TIMEOUT).messages()).hasSize(250);
	}

	@Test
	void dropsWhatFullLaneHasNoRoomFor() throws InterruptedException {
		AtomicInteger dropped = new AtomicInteger();
		TestNode node = this.cluster.with(
				(options) -> new EngineOptions(options.name(), options.lease(), options.timeout(), true, 4096, 10, 16))
			.start("small", new ClusterMetrics() {
				@Override
				public void dropped() {
					dropped.incrementAndGet();
				}
			});
		CountDownLatch release = new CountDownLatch(1);
		Listener listener = new Listener();
		node.engine().subscribe(ROOM, new BlockedListener(release, listener)).block(TestCluster.TIMEOUT);
		TestNode publisher = this.cluster.start("publisher");
		for (int i = 0; i < 100; i++) {
			publisher.published(ROOM, "" + i);
		}
		await().atMost(TestCluster.TIMEOUT).until(() -> dropped.get() > 0);
		release.countDown();
		await().atMost(TestCluster.TIMEOUT).until(listener::isInterrupted);
		assertThat(listener.texts()).startsWith("0", "1", "2").hasSizeLessThan(100);
	}

	@Test
	void keepsNastyNamesApart() {
		TestNode node = this.cluster.start("one");
		List<String> names = List.of("a", "a}", "{a", "a}:s", "a/b", "a%2Fb", "a b", "a\nb", "a\u00e4", "*", "a:p",
				"~a");
		for (String name : names) {
			Listener listener = node.listen(TestNode.topic(name));
			node.published(TestNode.topic(name), name);
			await().atMost(TestCluster.TIMEOUT).until(() -> listener.texts().equals(List.of(name)));
			node.engine().unsubscribe(TestNode.topic(name)).block(TestCluster.TIMEOUT);
		}
	}

	@Test
	void separatesApplications() {
		TestNode one = this.cluster.start("one");
		Listener listener = one.listen(ROOM);
		TestNode other = this.cluster
			.with((options) -> new EngineOptions("other", options.lease(), options.timeout(), true, 100, 10, 100))
			.start("other");
		other.published(ROOM, "of the other");
		one.published(ROOM, "own");
		await().atMost(TestCluster.TIMEOUT).until(() -> listener.texts().equals(List.of("own")));
		assertThat(one.engine().nodes().list().blockFirst()).hasSize(1);
	}

	@Test
	void hasTopicWithoutHistoryAndPresenceOnly() {
		TestNode node = this.cluster.start("one");
		Listener listener = node.listen(CURSOR);
		node.enter(CURSOR, "c1");
		await().atMost(TestCluster.TIMEOUT).until(() -> listener.entered().equals(List.of("c1")));
		assertThat(node.members(new TopicKey("Test", "cursor", null))).containsExactly("c1");
	}

	/**
	 * Listener that holds its lane.
	 */
	private record BlockedListener(CountDownLatch release, Listener target) implements TopicListener {

		@Override
		public void received(TopicMessage message) {
			try {
				this.release.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			this.target.received(message);
		}

		@Override
		public void interrupted() {
			this.target.interrupted();
		}

	}

}
