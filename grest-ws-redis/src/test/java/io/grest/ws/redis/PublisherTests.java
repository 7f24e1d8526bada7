package io.grest.ws.redis;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.grest.ws.topic.engine.Envelope;
import io.grest.ws.topic.engine.Position;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import static io.grest.ws.redis.TestNode.ROOM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of a publisher whose lane is behind.
 */
class PublisherTests {

	private final TestRedis redis = TestRedis.run();

	private final TestProxy proxy = newProxy(this.redis);

	private final RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", this.proxy.port()));

	private final TestCluster cluster = new TestCluster(this.redis);

	// Of one thread, which the test may hold.
	private final Scheduler scheduler = Schedulers.newSingle("publisher");

	private final Link<Upstream> link = new Link<>("commands", () -> Upstream.connect(this.client),
			Upstream::connection, new Events(), new Availability(true));

	private final Publisher publisher = publisher();

	private final AtomicInteger waiting = new AtomicInteger();

	private static TestProxy newProxy(TestRedis redis) {
		try {
			return new TestProxy(redis.port());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Publisher publisher() {
		Keys keys = new Keys("test");
		EngineOptions options = this.cluster.options();
		return new Publisher(this.link, options, keys,
				new Subscriptions(options, keys, ClusterMetrics.NONE, this.scheduler), ClusterMetrics.NONE,
				this.scheduler);
	}

	@AfterEach
	void stop() throws IOException {
		this.link.close().block(TestCluster.TIMEOUT);
		this.client.shutdown();
		this.cluster.close();
		this.proxy.close();
		this.redis.close();
		this.scheduler.dispose();
	}

	@Test
	void keepsOrderIfNextConnectionIsThereBeforeLossIsKnown() throws IOException {
		this.link.open();
		Position first = publish("first").block(TestCluster.TIMEOUT);
		this.proxy.swallow();
		Mono<Position> one = publish("one");
		await().atMost(TestCluster.TIMEOUT).until(() -> this.proxy.hasSent("one"));
		Upstream lost = this.link.current();
		CountDownLatch release = hold();
		// More than the lane sends at a time, ahead of the loss.
		List<Mono<Position>> later = IntStream.range(0, 300).mapToObj((i) -> publish("" + i)).toList();
		CountDownLatch sent = hold();
		this.proxy.cut();
		await().atMost(TestCluster.TIMEOUT).until(() -> this.link.current() != null && this.link.current() != lost);
		TestNode reader = this.cluster.start("reader");
		release.countDown();
		// Without a failure there is nothing to wait for but that the lane is held again.
		await().atMost(TestCluster.TIMEOUT).until(() -> this.waiting.get() == 2);
		reader.engine().top(ROOM).block(TestCluster.TIMEOUT);
		sent.countDown();
		assertThat(one.block(TestCluster.TIMEOUT).offset()).isEqualTo(first.offset() + 1);
		for (int i = 0; i < later.size(); i++) {
			assertThat(later.get(i).block(TestCluster.TIMEOUT).offset()).isEqualTo(first.offset() + 2 + i);
		}
		assertThat(reader.readTexts(ROOM, first)).startsWith("one", "0", "1").endsWith("299").hasSize(301);
	}

	private CountDownLatch hold() {
		CountDownLatch release = new CountDownLatch(1);
		this.scheduler.schedule(() -> {
			this.waiting.incrementAndGet();
			hold(release);
		});
		return release;
	}

	private Mono<Position> publish(String text) {
		return this.publisher.publish(ROOM, new Envelope("Test.said", null, null, TestNode.bytes(text)), null);
	}

	private static void hold(CountDownLatch release) {
		try {
			release.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * What the engine does with the connection.
	 */
	private final class Events implements Link.Events<Upstream> {

		@Override
		public void prepare(Upstream connection) {
			connection.load();
		}

		@Override
		public void opened(Upstream connection) {
			PublisherTests.this.publisher.resume(connection);
		}

		@Override
		public void lost() {
			PublisherTests.this.publisher.lost();
		}

	}

}
