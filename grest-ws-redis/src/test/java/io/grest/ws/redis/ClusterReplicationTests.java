package io.grest.ws.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

import io.grest.ws.error.ServerErrorException;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.Retention;
import io.grest.ws.topic.engine.TopicKey;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of topics whose messages are published once a replica has them, with a Redis
 * Cluster of three masters and a replica each.
 */
@Tag("heavy")
@Timeout(180)
class ClusterReplicationTests {

	private static final List<TopicKey> TOPICS = IntStream.range(0, 30)
		.mapToObj((i) -> new TopicKey("Test", "ledger:" + i, new Retention(1000, Duration.ofMinutes(10), true)))
		.toList();

	private final TestRedisCluster cluster = TestRedisCluster.runWithReplicas();

	private final RedisClusterClient client = RedisClusterClient.create(this.cluster.uri());

	private final TestNode node = new TestNode("one", new RedisTopicEngine(() -> this.client,
			new TestCluster(RedisURI.create("redis://unused")).options(), ClusterMetrics.NONE));

	private final int master = this.cluster.masterOf(TOPICS.get(0));

	ClusterReplicationTests() {
		this.node.engine().start(this.node).block(TestCluster.TIMEOUT);
	}

	@AfterEach
	void stop() {
		this.node.engine().stop().block(TestCluster.TIMEOUT);
		this.client.shutdown();
		this.cluster.close();
	}

	private List<TopicKey> topics(boolean ofThatMaster) {
		List<TopicKey> topics = TOPICS.stream()
			.filter((topic) -> (this.cluster.masterOf(topic) == this.master) == ofThatMaster)
			.toList();
		assertThat(topics).isNotEmpty();
		return topics;
	}

	private void awaitPublished(TopicKey topic, String text) {
		await().atMost(TestCluster.TIMEOUT).ignoreExceptions().untilAsserted(() -> this.node.published(topic, text));
	}

	@Test
	void failsOnlyForTopicsWhoseReplicaStandsStill() {
		TOPICS.forEach((topic) -> awaitPublished(topic, "first"));
		this.cluster.replica(this.master).pause();
		List<Mono<Position>> failing = topics(true).stream()
			.map((topic) -> this.node.publish(topic, "second"))
			.toList();
		topics(false).forEach((topic) -> awaitPublished(topic, "second"));
		failing.forEach((outcome) -> ReplicationTests.failsUnknown(outcome, TimeoutException.class));
		this.cluster.replica(this.master).resume();
		TOPICS.forEach((topic) -> awaitPublished(topic, "third"));
	}

	// Each has a second, which a busy machine may take for all of them.
	@Test
	void publishesManyAtOnceInOrder() {
		TOPICS.forEach((topic) -> awaitPublished(topic, "first"));
		await().atMost(TestCluster.TIMEOUT).ignoreExceptions().untilAsserted(this::publishMany);
	}

	private void publishMany() {
		List<Mono<Position>> outcomes = IntStream.range(0, 300)
			.mapToObj((i) -> this.node.publish(TOPICS.get(i % TOPICS.size()), "" + i))
			.toList();
		List<Long> offsets = outcomes.stream().map((outcome) -> outcome.block(TestCluster.TIMEOUT).offset()).toList();
		for (int i = TOPICS.size(); i < offsets.size(); i++) {
			assertThat(offsets.get(i)).isEqualTo(offsets.get(i - TOPICS.size()) + 1);
		}
	}

	// The next connection of the client has written nothing, and its WAIT ends at once.
	@Test
	void confirmsNothingByTheNextConnection() {
		TOPICS.forEach((topic) -> awaitPublished(topic, "first"));
		// Not the one that the client begins with.
		int other = 1;
		TestRedis redis = this.cluster.masters().get(other);
		this.cluster.replica(other).pause();
		TopicKey topic = TOPICS.stream()
			.filter((each) -> this.cluster.masterOf(each) == other)
			.findFirst()
			.orElseThrow();
		Mono<Position> outcome = this.node.publish(topic, "second");
		await().atMost(TestCluster.TIMEOUT)
			.pollInterval(Duration.ofMillis(5))
			.until(() -> redis.command("INFO clients").contains("blocked_clients:1"));
		redis.command("CLIENT KILL TYPE normal");
		StepVerifier.create(outcome).expectError(ServerErrorException.class).verify(TestCluster.TIMEOUT);
		this.cluster.replica(other).resume();
		TOPICS.forEach((each) -> awaitPublished(each, "third"));
	}

	@Test
	void goesOnAfterFailoverOnceThereIsAReplica() {
		TOPICS.forEach((topic) -> awaitPublished(topic, "first"));
		this.cluster.masters().get(this.master).kill();
		this.cluster.awaitFailover(this.master);
		topics(false).forEach((topic) -> awaitPublished(topic, "second"));
		TopicKey alone = topics(true).get(0);
		await().atMost(TestCluster.TIMEOUT)
			.ignoreExceptions()
			.untilAsserted(
					() -> ReplicationTests.failsUnknown(this.node.publish(alone, "alone"), TimeoutException.class));
		// Comes back as a replica of the one that has taken over.
		this.cluster.masters().get(this.master).restart();
		topics(true).forEach((topic) -> awaitPublished(topic, "third"));
		assertThat(this.cluster.replica(this.master).command("INFO replication")).contains("role:master")
			.contains("connected_slaves:1");
	}

}
