package io.grest.ws.redis;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.grest.ws.redis.TestNode.Listener;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.TopicKey;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests with a Redis Cluster of three masters.
 */
@Tag("heavy")
class RedisClusterTests {

	private static final int SLOTS = 16384;

	private List<TestRedis> masters;

	private RedisClusterClient client;

	private TestNode one;

	private TestNode two;

	@BeforeEach
	void start() {
		this.masters = Stream
			.generate(() -> TestRedis.run("--cluster-enabled", "yes", "--cluster-node-timeout", "2000",
					"--cluster-require-full-coverage", "no"))
			.limit(3)
			.toList();
		for (int i = 0; i < 3; i++) {
			int first = i * SLOTS / 3;
			int last = (i + 1) * SLOTS / 3 - 1;
			String slots = IntStream.rangeClosed(first, last)
				.mapToObj(Integer::toString)
				.reduce((a, b) -> a + " " + b)
				.orElseThrow();
			this.masters.get(i).command("CLUSTER ADDSLOTS " + slots);
			this.masters.get(i).command("CLUSTER SET-CONFIG-EPOCH " + (i + 1));
		}
		this.masters.forEach(
				(master) -> this.masters.forEach((other) -> master.command("CLUSTER MEET 127.0.0.1 " + other.port())));
		await().atMost(TestCluster.TIMEOUT)
			.until(() -> this.masters.stream().allMatch((master) -> isWhole(master.command("CLUSTER INFO"))));
		this.client = RedisClusterClient.create(RedisURI.create("127.0.0.1", this.masters.get(0).port()));
		this.one = node("one");
		this.two = node("two");
	}

	private static boolean isWhole(String info) {
		return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:3")
				&& info.contains("cluster_size:3");
	}

	private TestNode node(String id) {
		EngineOptions options = new TestCluster(RedisURI.create("redis://unused")).options();
		TestNode node = new TestNode(id, new RedisTopicEngine(() -> this.client, options, ClusterMetrics.NONE));
		node.engine().start(node).block(TestCluster.TIMEOUT);
		return node;
	}

	@AfterEach
	void stop() {
		this.one.engine().stop().block(TestCluster.TIMEOUT);
		this.two.engine().stop().block(TestCluster.TIMEOUT);
		this.client.shutdown();
		this.masters.forEach(TestRedis::close);
	}

	private static List<TopicKey> topics() {
		return IntStream.range(0, 30).mapToObj((i) -> TestNode.topic("room:" + i)).toList();
	}

	@Test
	void carriesTopicsOfAllSlots() {
		for (TopicKey topic : topics()) {
			Listener listener = this.two.listen(topic);
			this.one.published(topic, "message");
			await().atMost(TestCluster.TIMEOUT).until(() -> listener.texts().equals(List.of("message")));
			this.one.enter(topic, "one-1");
			assertThat(this.two.members(topic)).containsExactly("one-1");
		}
	}

	@Test
	void publishesOnceAndInOrderWhileConnectionsAreKilled() {
		List<TopicKey> topics = topics();
		List<Position> beginnings = topics.stream()
			.map((topic) -> this.one.engine().top(topic).block(TestCluster.TIMEOUT))
			.toList();
		List<String> texts = IntStream.range(0, 100).mapToObj(Integer::toString).toList();
		List<Mono<Position>> outcomes = texts.stream().flatMap((text) -> {
			if (text.endsWith("5")) {
				this.masters.forEach((master) -> master.command("CLIENT KILL TYPE normal"));
			}
			return topics.stream().map((topic) -> this.one.publish(topic, text)).toList().stream();
		}).toList();
		outcomes.forEach((outcome) -> outcome.block(TestCluster.TIMEOUT));
		for (int i = 0; i < topics.size(); i++) {
			assertThat(this.two.readTexts(topics.get(i), beginnings.get(i))).isEqualTo(texts);
		}
	}

}
