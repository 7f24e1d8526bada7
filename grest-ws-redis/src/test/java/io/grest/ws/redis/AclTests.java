package io.grest.ws.redis;

import java.util.List;
import java.util.concurrent.TimeoutException;

import io.grest.ws.redis.TestNode.Listener;
import io.grest.ws.topic.engine.Envelope;
import io.lettuce.core.RedisURI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.test.StepVerifier;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static io.grest.ws.redis.TestNode.CURSOR;
import static io.grest.ws.redis.TestNode.ROOM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that the rights in the documentation suffice.
 */
@ExtendWith(OutputCaptureExtension.class)
class AclTests {

	/**
	 * Rights as the page "More than one node" has them.
	 */
	static final String RIGHTS = "resetchannels ~grest:* &grest:* +evalsha +eval +script|load +hmget +hset +hdel +hgetall +hincrby"
			+ " +hlen +xadd +xrange +xrevrange +xlen +get +set +del +unlink +pexpire +publish +subscribe +unsubscribe"
			+ " +time +zadd +zrem +zrangebyscore +sadd +srem +smembers +ping +hello +auth +client|setname +info +wait";

	@Test
	void userWithDocumentedRightsSuffices() {
		String[] user = ("--user app on >secret " + RIGHTS + " --user default off").split(" ");
		try (TestRedis redis = TestRedis.run(user);
				TestCluster cluster = new TestCluster(RedisURI.builder()
					.withHost("127.0.0.1")
					.withPort(redis.port())
					.withAuthentication("app", "secret".toCharArray())
					.build())) {
			TestNode one = cluster.start("one");
			TestNode two = cluster.start("two");
			everythingWorks(one, two);
			cluster.kill(one);
			await().atMost(TestCluster.TIMEOUT).until(() -> two.members(ROOM).equals(List.of("two-1")));
			Envelope message = new Envelope("Test.said", null, null, null);
			two.engine().publish(ROOM, message, "key").block(TestCluster.TIMEOUT);
			cluster.stop(two);
		}
	}

	@Test
	void saysWhatUserMayNotDo(CapturedOutput output) {
		String[] user = ("--user app on >secret " + RIGHTS.replace("+zadd ", "") + " --user default off").split(" ");
		try (TestRedis redis = TestRedis.run(user);
				TestCluster cluster = new TestCluster(RedisURI.builder()
					.withHost("127.0.0.1")
					.withPort(redis.port())
					.withAuthentication("app", "secret".toCharArray())
					.build())) {
			TestNode node = cluster.start("one");
			await().atMost(TestCluster.TIMEOUT)
				.untilAsserted(() -> assertThat(output).contains("Redis is not available (lease: ",
						"RedisCommandExecutionException", "Other nodes take this one for dead"));
			assertThat(node.engine().availability().isUp()).isFalse();
		}
	}

	private static void everythingWorks(TestNode one, TestNode two) {
		Listener room = two.listen(ROOM);
		Listener cursor = two.listen(CURSOR);
		one.published(ROOM, "message");
		one.published(CURSOR, "message");
		await().atMost(TestCluster.TIMEOUT)
			.until(() -> room.texts().equals(List.of("message")) && cursor.texts().equals(List.of("message")));
		assertThat(two.readTexts(ROOM, room.joined)).containsExactly("message");
		one.enter(ROOM, "one-1");
		one.enter(ROOM, "one-2");
		two.enter(ROOM, "two-1");
		one.engine().presences().leave(ROOM, "one-2").block(TestCluster.TIMEOUT);
		await().atMost(TestCluster.TIMEOUT)
			.until(() -> room.entered().size() == 3 && room.left().equals(List.of("one-2")));
		assertThat(one.engine().presences().count(ROOM).block(TestCluster.TIMEOUT)).isEqualTo(2);
		one.engine().nodes().send("two", TestNode.bytes("mail")).block(TestCluster.TIMEOUT);
		await().atMost(TestCluster.TIMEOUT).until(() -> two.mails().contains("mail"));
		two.engine().unsubscribe(ROOM).block(TestCluster.TIMEOUT);
		// There is no replica to wait for, but the user may.
		StepVerifier.create(one.publish(ReplicationTests.LEDGER, "message"))
			.expectErrorSatisfies((ex) -> assertThat(ex).hasCauseInstanceOf(TimeoutException.class))
			.verify(TestCluster.TIMEOUT);
	}

}
