package io.grest.ws.redis;

import java.util.List;
import java.util.stream.IntStream;

import io.grest.ws.redis.TestNode.Listener;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.TopicKey;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import org.junit.jupiter.api.AfterEach;
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

	private final TestRedisCluster cluster = TestRedisCluster.runWithReplicas();

	private final RedisClusterClient client = RedisClusterClient.create(this.cluster.uri());

	private final TestNode one = node("one");

	private final TestNode two = node("two");

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
		this.cluster.close();
	}

	private static List<TopicKey> topics() {
		return IntStream.range(0, 30).mapToObj((i) -> TestNode.topic("room:" + i)).toList();
	}

	@Test
	void goesOnAfterFailoverOfMaster() {
		List<TopicKey> topics = topics();
		List<Listener> listeners = topics.stream().map(this.two::listen).toList();
		List<Position> known = topics.stream().map((topic) -> this.one.published(topic, "before")).toList();
		this.one.enter(topics.get(0), "one-1");
		int master = this.cluster.masterOf(topics.get(0));
		this.cluster.awaitReplicated(master);
		this.cluster.masters().get(master).kill();
		for (int i = 0; i < topics.size(); i++) {
			TopicKey topic = topics.get(i);
			if (this.cluster.masterOf(topic) != master) {
				this.one.published(topic, "meanwhile");
			}
		}
		this.cluster.awaitFailover(master);
		for (int i = 0; i < topics.size(); i++) {
			TopicKey topic = topics.get(i);
			await().atMost(TestCluster.TIMEOUT)
				.ignoreExceptions()
				.untilAsserted(() -> this.one.published(topic, "after"));
			await().atMost(TestCluster.TIMEOUT)
				.ignoreExceptions()
				.untilAsserted(() -> assertThat(this.two.readTexts(topic, known.get(topics.indexOf(topic))))
					.endsWith("after"));
			Listener listener = listeners.get(i);
			await().atMost(TestCluster.TIMEOUT).until(() -> {
				this.one.published(topic, "again");
				return listener.texts().contains("again");
			});
		}
		await().atMost(TestCluster.TIMEOUT)
			.ignoreExceptions()
			.until(() -> this.two.members(topics.get(0)).equals(List.of("one-1")));
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
				this.cluster.masters().forEach((master) -> master.command("CLIENT KILL TYPE normal"));
			}
			return topics.stream().map((topic) -> this.one.publish(topic, text)).toList().stream();
		}).toList();
		outcomes.forEach((outcome) -> outcome.block(TestCluster.TIMEOUT));
		for (int i = 0; i < topics.size(); i++) {
			assertThat(this.two.readTexts(topics.get(i), beginnings.get(i))).isEqualTo(texts);
		}
	}

}
