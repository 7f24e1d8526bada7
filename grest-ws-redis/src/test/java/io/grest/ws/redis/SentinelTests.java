package io.grest.ws.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.grest.ws.redis.TestNode.Listener;
import io.grest.ws.topic.engine.Page.State;
import io.grest.ws.topic.engine.Position;
import io.lettuce.core.RedisURI;
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
		try (TestRedis master = TestRedis.run("--repl-diskless-sync-delay", "0");
				TestRedis replica = TestRedis.run("--replicaof", "127.0.0.1", "" + master.port())) {
			await().atMost(TestCluster.TIMEOUT)
				.until(() -> replica.command("INFO replication").contains("master_link_status:up"));
			List<TestRedis> sentinels = Stream.of(1, 2, 3).map((i) -> sentinel(master)).toList();
			RedisURI.Builder uri = RedisURI.builder().withSentinelMasterId("main");
			sentinels.forEach((sentinel) -> uri.withSentinel("127.0.0.1", sentinel.port()));
			try (TestCluster cluster = new TestCluster(uri.build())) {
				failover(cluster, master, replica, sentinels);
			}
			sentinels.forEach(TestRedis::close);
		}
	}

	private static TestRedis sentinel(TestRedis master) {
		try {
			Path file = Files.createTempFile("sentinel", ".conf");
			Files.writeString(file, "sentinel monitor main 127.0.0.1 " + master.port()
					+ " 2\nsentinel down-after-milliseconds main 1000\n" + "sentinel failover-timeout main 5000\n");
			return TestRedis.runSentinel(file);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void failover(TestCluster cluster, TestRedis master, TestRedis replica, List<TestRedis> sentinels) {
		await().atMost(TestCluster.TIMEOUT)
			.until(() -> sentinels.stream()
				.allMatch((
						sentinel) -> sentinel.command("SENTINEL master main").contains("num-other-sentinels\r\n$1\r\n2")
								&& sentinel.command("SENTINEL master main").contains("num-slaves\r\n$1\r\n1")));
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
