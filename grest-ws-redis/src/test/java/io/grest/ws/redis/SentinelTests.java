package io.grest.ws.redis;

import java.io.IOException;
import java.util.List;

import io.grest.ws.redis.TestNode.Listener;
import io.grest.ws.topic.engine.Page.State;
import io.grest.ws.topic.engine.Position;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static io.grest.ws.redis.TestNode.ROOM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests with a master, a replica and three sentinels.
 */
@Tag("heavy")
class SentinelTests {

	@Test
	void goesOnAfterFailover() throws IOException {
		try (TestSentinels redis = new TestSentinels(); TestCluster cluster = new TestCluster(redis.uri())) {
			failover(cluster, redis.master(), redis.replica());
		}
	}

	private static void failover(TestCluster cluster, TestRedis master, TestRedis replica) {
		TestNode one = cluster.start("one");
		TestNode two = cluster.start("two");
		Listener listener = two.listen(ROOM);
		one.enter(ROOM, "one-1");
		Position known = one.published(ROOM, "before");
		await().atMost(TestCluster.TIMEOUT).until(() -> replica.command("XLEN " + stream()).contains(":1"));
		master.kill();
		await().atMost(TestCluster.TIMEOUT).ignoreExceptions().untilAsserted(() -> one.published(ROOM, "after"));
		await().atMost(TestCluster.TIMEOUT).until(() -> two.engine().availability().isUp());
		assertThat(two.read(ROOM, known).state()).isEqualTo(State.WHOLE);
		assertThat(two.readTexts(ROOM, known)).contains("after");
		await().atMost(TestCluster.TIMEOUT).until(listener::isInterrupted);
		one.published(ROOM, "last");
		await().atMost(TestCluster.TIMEOUT).until(() -> listener.texts().contains("last"));
		await().atMost(TestCluster.TIMEOUT).ignoreExceptions().until(() -> two.members(ROOM).equals(List.of("one-1")));
	}

	private static String stream() {
		return new Keys("test").stream(Keys.topic(ROOM));
	}

}
