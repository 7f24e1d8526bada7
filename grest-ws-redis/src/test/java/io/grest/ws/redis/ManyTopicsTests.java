package io.grest.ws.redis;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import io.grest.ws.internal.topic.TopicHub;
import io.grest.ws.internal.topic.TopicSettings;
import io.grest.ws.topic.engine.Retention;
import io.grest.ws.topic.engine.TopicKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A node that is subscribed to 100,000 topics: the heap of each, and the time until all
 * are subscribed to again, which is printed.
 */
@Tag("heavy")
@Timeout(600)
class ManyTopicsTests {

	private static final int TOPICS = 100_000;

	// One for all topics of a pattern, as contracts have it.
	private static final Retention RETENTION = new Retention(1000, Duration.ofHours(1));

	private static final int MOST_BYTES = 1024;

	private static final Duration PATIENCE = Duration.ofMinutes(3);

	// The one of mails, too.
	private static final Pattern SUBSCRIPTIONS = Pattern.compile(" sub=(\\d+) ");

	private final TestRedis redis = TestRedis.run();

	private final TestCluster cluster = new TestCluster(this.redis)
		.with((options) -> new EngineOptions(options.name(), Duration.ofSeconds(30), PATIENCE, true, 4096, 10, 8192));

	private final TestNode node = new TestNode("one", this.cluster.newEngine());

	@AfterEach
	void stop() {
		// What waits for Redis, which is much, is left alone.
		this.node.engine().close().subscribe();
		this.cluster.close();
		this.redis.close();
	}

	@Test
	void subscribesToManyTopicsAgain() {
		this.node.engine().start(this.node).block(PATIENCE);
		TopicHub hub = new TopicHub(this.node.engine(), new TopicSettings(Duration.ofSeconds(2), Duration.ofSeconds(10),
				64 * 1024 * 1024, Duration.ofSeconds(10), Schedulers.parallel()));
		long before = heap();
		long start = System.nanoTime();
		IntStream.range(0, TOPICS).forEach((i) -> hub.pin(new TopicKey("Test", "room:" + i, RETENTION)));
		awaitSubscribed(hub);
		long subscribed = System.nanoTime() - start;
		long each = (heap() - before) / TOPICS;
		start = System.nanoTime();
		this.redis.command("CLIENT KILL TYPE pubsub");
		await().atMost(PATIENCE).until(() -> this.node.engine().availability().isUp());
		awaitSubscribed(hub);
		System.out.println(TOPICS + " topics: " + each + " bytes of heap each, subscribed to in " + millis(subscribed)
				+ " ms, and again in " + millis(System.nanoTime() - start) + " ms");
		assertThat(each).isLessThanOrEqualTo(MOST_BYTES);
	}

	private void awaitSubscribed(TopicHub hub) {
		await().atMost(PATIENCE)
			.pollInterval(Duration.ofMillis(50))
			.until(() -> subscriptions() >= TOPICS
					&& hub.topics().stream().allMatch((topic) -> topic.position() != null));
	}

	private int subscriptions() {
		Matcher matcher = SUBSCRIPTIONS.matcher(this.redis.command("CLIENT LIST TYPE pubsub"));
		return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
	}

	private static long heap() {
		for (int i = 0; i < 3; i++) {
			System.gc();
		}
		Runtime runtime = Runtime.getRuntime();
		return runtime.totalMemory() - runtime.freeMemory();
	}

	private static long millis(long nanos) {
		return Duration.ofNanos(nanos).toMillis();
	}

}
